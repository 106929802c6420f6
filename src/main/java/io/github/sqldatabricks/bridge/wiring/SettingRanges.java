package io.github.sqldatabricks.bridge.wiring;

import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Constraint;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Refuses settings of the bridge outside of their {@link Min} and {@link Max}, by the words of Bean Validation. Hibernate Validator
 * describes all settings of all extensions before it looks at one, which was a third of the main thread's work at each start.
 */
public final class SettingRanges implements SmallRyeConfigBuilderCustomizer, BeanValidationConfigValidator {

    private static final String OURS = "io.github.sqldatabricks.bridge.";

    /** The types that limits can stand at. */
    private static final Set<Type> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class, OptionalInt.class);

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withValidator(this);
    }

    /** @throws ConfigValidationException naming all settings of {@code mapping} that are out of range */
    @Override
    public void validateMapping(Class<?> mapping, String prefix, Object settings) {
        if (mapping.getName().startsWith(OURS)) {
            BeanValidationConfigValidator.super.validateMapping(mapping, prefix, settings);
        }
    }

    @Override
    public void validatePropertyValue(
            Property property, String path, NamingStrategy naming, Object settings, List<Problem> problems) {
        Method method = property.getMethod();
        elements(method).forEach(element -> requireKnown(method, element));
        number(value(method, settings))
                .ifPresent(number ->
                        elements(method).forEach(element -> check(element, number, path, naming, property, problems)));
    }

    /** A rule that nobody would check must not look like one. */
    private static void requireKnown(Method method, AnnotatedElement element) {
        for (Annotation rule : element.getAnnotations()) {
            boolean limit = rule instanceof Min || rule instanceof Max;
            if (rule.annotationType().isAnnotationPresent(Constraint.class) && !limit) {
                throw new IllegalStateException("Only @Min and @Max are checked, but " + method + " has " + rule);
            }
            if (limit && !isWhole(method.getAnnotatedReturnType())) {
                throw new IllegalStateException("Only whole numbers have limits, but " + method + " has " + rule);
            }
        }
    }

    private static boolean isWhole(AnnotatedType type) {
        Type raw = type instanceof AnnotatedParameterizedType holder
                ? holder.getAnnotatedActualTypeArguments()[0].getType()
                : type.getType();
        return WHOLE.contains(raw);
    }

    private static void check(
            AnnotatedElement limits,
            long number,
            String path,
            NamingStrategy naming,
            Property property,
            List<Problem> problems) {
        String setting = path + "." + naming.apply(property.getPropertyName());
        Min min = limits.getAnnotation(Min.class);
        if (min != null && number < min.value()) {
            problems.add(new Problem(setting + " must be greater than or equal to " + min.value()));
        }
        Max max = limits.getAnnotation(Max.class);
        if (max != null && number > max.value()) {
            problems.add(new Problem(setting + " must be less than or equal to " + max.value()));
        }
    }

    /** Where limits stand: at the method, or at what an {@code Optional} holds. */
    private static List<AnnotatedElement> elements(Method method) {
        AnnotatedType type = method.getAnnotatedReturnType();
        return type instanceof AnnotatedParameterizedType holder
                ? List.of(method, holder.getAnnotatedActualTypeArguments()[0])
                : List.of(method);
    }

    private static OptionalLong number(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(SettingRanges::number).orElse(OptionalLong.empty());
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? OptionalLong.of(optional.getAsInt()) : OptionalLong.empty();
        }
        return value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private static Object value(Method method, Object settings) {
        try {
            method.setAccessible(true);
            return method.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Can't read the setting " + method, e);
        }
    }

    /** There are no rules for whole groups of settings. */
    @Override
    public void validateMappingClass(Object settings, List<Problem> problems, String prefix) {}

    @Override
    public Validator getValidator() {
        throw new UnsupportedOperationException("Limits are the only rules");
    }
}
