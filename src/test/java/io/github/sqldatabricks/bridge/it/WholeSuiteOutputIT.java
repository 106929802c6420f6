package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.OutputScan;
import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * After all other tests (an execution of its own in the build): catches a secret of any test in what any of them logged or printed, in
 * the output of the processes that they started, or in the answers that they got.
 */
class WholeSuiteOutputIT {

    @Test
    void noOutputOfTheWholeSuiteHoldsASecret() throws IOException {
        Path target = Path.of("target");
        assertThat(OutputScan.findings(List.of(
                        target.resolve("surefire-reports"), target.resolve("failsafe-reports"), ProcessOutput.FOLDER)))
                .isEmpty();
    }
}
