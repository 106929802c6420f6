package io.github.sqldatabricks.bridge.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a setting that the operator lacks, names or defaults otherwise than the service, or takes although it is wrong. */
class OperatorConnectionTest {

    private static OperatorConnection connection(Map<String, String> settings) {
        return new OperatorConnection(new NamedSettings(settings, OperatorConnection.NAMES));
    }

    @Test
    void everySettingOfTheServicesConnectionIsThereUnderItsName() {
        List<String> expected = Stream.of(
                        names(SqlServerConfig.Connection.class, "")
                                .filter(name ->
                                        !List.of("entra", "tls", "windows").contains(name)),
                        names(SqlServerConfig.Tls.class, "tls."),
                        names(SqlServerConfig.WindowsLogin.class, "windows."),
                        names(EntraLogin.class, "entra."))
                .flatMap(names -> names)
                .toList();
        assertThat(new TreeSet<>(OperatorConnection.NAMES)).isEqualTo(new TreeSet<>(expected));
    }

    @Test
    void defaultsAreTheServices() throws ReflectiveOperationException {
        OperatorConnection nothing = connection(Map.of());
        requireDefaults(SqlServerConfig.Connection.class, nothing);
        requireDefaults(SqlServerConfig.Tls.class, nothing.tls());
        requireDefaults(EntraLogin.class, nothing.entra());
    }

    private static void requireDefaults(Class<?> type, Object read) throws ReflectiveOperationException {
        for (Method method : type.getDeclaredMethods()) {
            WithDefault stated = method.getAnnotation(WithDefault.class);
            Object value = type.getMethod(method.getName()).invoke(read);
            if (stated != null && value instanceof Duration duration) {
                assertThat(duration).as(method.getName()).isEqualTo(Duration.parse("PT" + stated.value()));
            } else if (stated != null) {
                assertThat(value).as(method.getName()).hasToString(stated.value());
            } else if (method.getReturnType() == Optional.class) {
                assertThat((Optional<?>) value).as(method.getName()).isEmpty();
            }
        }
    }

    private static Stream<String> names(Class<?> type, String prefix) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Method::getName)
                .map(name -> prefix + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    @Test
    void whatIsSetIsRead() {
        OperatorConnection read = connection(Map.of(
                "HOST", "sql.example.com",
                "port", "1444",
                "snapshot", "FALSE",
                "lock-timeout", "0",
                "tls.strict", "true",
                "entra.identity", "managed-identity"));
        assertThat(read.host()).contains("sql.example.com");
        assertThat(read.port()).isEqualTo(1444);
        assertThat(read.snapshot()).isFalse();
        assertThat(read.lockTimeout()).isZero();
        assertThat(read.tls().strict()).isTrue();
        assertThat(read.entra().identity()).contains(EntraLogin.Identity.MANAGED_IDENTITY);
    }

    @ParameterizedTest
    @CsvSource({
        "port, 0",
        "port, 65536",
        "port, sql",
        "snapshot, yes",
        "connect-timeout, 15s",
        "connect-timeout, 0",
        "max-connections, 257",
        "entra.identity, nobody",
        "tls.certificate, /certificate.pem"
    })
    void whatIsNotValidIsRefusedBeforeAnythingIsConnected(String name, String value) {
        OperatorConnection wrong = connection(Map.of("host", "h", "database", "d", name, value));
        assertThatThrownBy(() -> {
                    wrong.openPools().close();
                    wrong.port();
                    wrong.snapshot();
                    wrong.maxConnections();
                    wrong.entra().identity();
                })
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("invalid-setting"))
                .hasMessageContaining(name);
    }

    @Test
    void aNameThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> connection(Map.of("pasword", "s3cret-word")))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("pasword")
                .hasMessageNotContaining("s3cret-word");
    }

    @Test
    void noTextShowsAValue() {
        assertThat(connection(Map.of("password", "s3cret-word")).toString()).doesNotContain("s3cret-word");
    }
}
