package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Pattern;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number outside of what the documentation allows must stop the start, whichever way its setting is declared. */
class SettingRangesTest {

    @ParameterizedTest
    @CsvSource({
        "bridge.sync.concurrency, 0, bridge.sync.concurrency must be greater than or equal to 1",
        "bridge.sync.concurrency, 65, bridge.sync.concurrency must be less than or equal to 64",
        "bridge.sync.poller.max-events, 0, bridge.sync.poller.max-events must be greater than or equal to 1",
        "bridge.sqlserver.connections.chile.port, 65536, bridge.sqlserver.connections.chile.port must be less than or equal to 65535",
        "bridge.sqlserver.connections.chile.port, 0, bridge.sqlserver.connections.chile.port must be greater than or equal to 1",
    })
    void aNumberOutOfRangeIsRefused(String setting, String value, String problem) {
        assertThatThrownBy(() -> config(Map.of(setting, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThatThrownBy(() -> config(Map.of("bridge.sync.concurrency", "0", "bridge.sync.max-retries", "101")))
                .isInstanceOfSatisfying(
                        ConfigValidationException.class,
                        refused -> assertThat(refused.getProblemCount()).isEqualTo(2));
    }

    @Test
    void limitsThemselvesAreAllowed() {
        SmallRyeConfig config =
                config(Map.of("bridge.sync.concurrency", "64", "bridge.sqlserver.connections.chile.port", "1"));
        assertThat(config.getConfigMapping(SyncConfig.class).concurrency()).isEqualTo(64);
    }

    /** Rules that nobody checks: another annotation, and a limit of what is no whole number. */
    @Test
    void aRuleThatNobodyChecksIsADefect() {
        assertThatThrownBy(() -> check(WithPattern.class, Map.of("odd.name", "x")))
                .hasStackTraceContaining("Only @Min and @Max are checked");
        assertThatThrownBy(() -> check(WithRatio.class, Map.of("odd.ratio", "0.5")))
                .hasStackTraceContaining("Only whole numbers have limits");
    }

    private static void check(Class<?> mapping, Map<String, String> settings) {
        new SmallRyeConfigBuilder()
                .addDiscoveredCustomizers()
                .withMapping(mapping)
                .withDefaultValues(settings)
                .build();
    }

    @ConfigMapping(prefix = "odd")
    interface WithPattern {
        @Pattern(regexp = "[a-z]+")
        String name();
    }

    @ConfigMapping(prefix = "odd")
    interface WithRatio {
        @Max(1)
        double ratio();
    }

    /** As the service has it: found by its entry in META-INF/services. */
    private static SmallRyeConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("bridge.sqlserver.connections.chile.host", "h"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .addDiscoveredCustomizers()
                .addDiscoveredConverters()
                .withMapping(SyncConfig.class)
                .withMapping(SqlServerConfig.class)
                .withDefaultValues(all)
                .build();
    }
}
