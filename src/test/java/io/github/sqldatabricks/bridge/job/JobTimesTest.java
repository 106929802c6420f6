package io.github.sqldatabricks.bridge.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a service that starts with times of jobs under which leases are lost, or whose message names no setting. */
class JobTimesTest {

    private static final int ORDINAL = 100;

    @ParameterizedTest
    @CsvSource({
        "retention, 0s",
        "retention, 3651D",
        "heartbeat, 0s",
        "heartbeat, 999ms",
        "sweep, -1s",
        "sweep, 61m",
        "lease, 1999ms",
        "lease, 25h",
        "drain-timeout, -1s"
    })
    void stopsTheStartAndNamesTheSetting(String name, String value) {
        String key = "bridge.jobs." + name;
        assertThatThrownBy(() -> start(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Expected " + key + " from ");
    }

    @Test
    void wantsALeaseOfTwoHeartbeats() {
        assertThatThrownBy(() -> start(Map.of("bridge.jobs.heartbeat", "20s")))
                .hasMessage("Expected bridge.jobs.lease from PT40S to PT24H, but it is PT30S. Correct it.");
    }

    @Test
    void startsWithTheDefaults() {
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
    }

    @Test
    void startsWithTheShortestTimes() {
        Map<String, String> shortest = Map.of(
                "bridge.jobs.retention", "1s",
                "bridge.jobs.heartbeat", "1s",
                "bridge.jobs.sweep", "1s",
                "bridge.jobs.lease", "2s",
                "bridge.jobs.drain-timeout", "0s");
        assertThatCode(() -> start(shortest)).doesNotThrowAnyException();
    }

    private static void start(Map<String, String> settings) {
        JobConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(JobConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", ORDINAL))
                .build()
                .getConfigMapping(JobConfig.class);
        new JobTimes(config).onStart(new StartupEvent());
    }
}
