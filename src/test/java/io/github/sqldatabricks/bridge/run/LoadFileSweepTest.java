package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.load.LoadConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a service that forgets the jobs by which it would find their files, so that those stay for ever. */
class LoadFileSweepTest {

    private static final int ORDINAL = 100;

    @ParameterizedTest
    @CsvSource({"PT24H, PT720H, PT24H", "PT720H, PT720H, PT719H", "PT24H, PT24H, PT23H", "PT24H, PT1S, PT0S"})
    void filesGoWhileTheirJobsAreKnown(Duration keepFiles, Duration retention, Duration kept) {
        assertThat(LoadFileSweep.known(keepFiles, retention)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"59m, 30D", "36501D, 30D"})
    void filesAreKeptWithinTheRange(String keepFiles, String retention) {
        assertThatThrownBy(() -> start(keepFiles, retention))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Expected bridge.load.keep-files from ");
    }

    @Test
    void startsWithTimesThatFit() {
        assertThatCode(() -> start("1D", "30D")).doesNotThrowAnyException();
        assertThatCode(() -> start("1D", "1s")).doesNotThrowAnyException();
    }

    private static void start(String keepFiles, String retention) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(JobConfig.class)
                .withMapping(LoadConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("bridge.load.keep-files", keepFiles, "bridge.jobs.retention", retention),
                        "test",
                        ORDINAL))
                .build();
        new LoadFileSweep(
                null, null, null, config.getConfigMapping(LoadConfig.class), config.getConfigMapping(JobConfig.class));
    }
}
