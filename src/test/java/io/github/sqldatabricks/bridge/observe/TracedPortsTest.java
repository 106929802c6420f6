package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Decorated ports. Catches a default method of a port that is not handed on: it would lose its effect while tracing is on. */
class TracedPortsTest {

    @Test
    void everyMethodOfAPortIsHandedOn() {
        List<Class<?>> decorators = Stream.of(TracedPorts.class, TracedTargetDatabase.class)
                .flatMap(TracedPortsTest::withNested)
                .filter(type -> type.getSimpleName().startsWith("Traced") && type.getInterfaces().length > 0)
                .toList();
        assertThat(decorators).hasSizeGreaterThanOrEqualTo(7);
        assertThat(decorators.stream().flatMap(TracedPortsTest::forgotten)).isEmpty();
    }

    private static Stream<Class<?>> withNested(Class<?> type) {
        return Stream.concat(
                Stream.of(type), Arrays.stream(type.getDeclaredClasses()).flatMap(TracedPortsTest::withNested));
    }

    private static Stream<String> forgotten(Class<?> decorator) {
        return Arrays.stream(decorator.getInterfaces())
                .flatMap(port -> Arrays.stream(port.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !isDeclared(decorator, method))
                .map(method -> decorator.getSimpleName() + "." + method.getName());
    }

    private static boolean isDeclared(Class<?> decorator, Method method) {
        try {
            return decorator.getDeclaredMethod(method.getName(), method.getParameterTypes()) != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
