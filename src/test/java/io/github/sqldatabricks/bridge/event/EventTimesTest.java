package io.github.sqldatabricks.bridge.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.testing.SyncSettings;
import io.quarkus.runtime.StartupEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a service that starts with times of events under which leases are lost, or whose message names no setting. */
class EventTimesTest {

    @ParameterizedTest
    @CsvSource({
        "retry-delay, -1s",
        "retry-delay, 301s",
        "heartbeat, 0s",
        "sweep, 999ms",
        "lease, 9s",
        "immediate-timeout, 61m",
        "retention, 0s",
        "poller.interval, 0s",
        "mirror.interval, 0s"
    })
    void stopsTheStartAndNamesTheSetting(String name, String value) {
        String key = "bridge.sync." + name;
        assertThatThrownBy(() -> start(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Expected " + key + " from ");
    }

    @Test
    void startsWithTheDefaults() {
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
    }

    private static void start(Map<String, String> settings) {
        new EventTimes(SyncSettings.with(settings)).onStart(new StartupEvent());
    }
}
