package io.github.sqldatabricks.bridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a scan that finds nothing because it looks at nothing, and one that shows what it found. */
class OutputScanTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password-of-sqlserver",
                "dapi-very-secret",
                "sandbox-access-01234567-89ab-cdef-0123-456789abcdef",
                "token-of-ana"
            })
    void aSecretInAProcessesLogIsFoundAndNotShown(String secret) throws IOException {
        Files.writeString(
                folder.resolve("bridge.log"), "INFO all is well\nDEBUG Authorization: Bearer " + secret + "\n");
        assertThat(OutputScan.findings(List.of(folder)))
                .singleElement()
                .asString()
                .contains("bridge.log", "Authorization")
                .doesNotContain(secret);
    }

    @Test
    void ofAReportOnlyWhatWasWrittenCounts() throws IOException {
        Files.writeString(
                folder.resolve("TEST-a.xml"),
                "<testcase name=\"password-of-sqlserver\"/>\n<system-out><![CDATA[one\ntwo password-of-two\n]]></system-out>\n"
                        + "<testcase name=\"password-of-three\"/>\n<system-err><![CDATA[password-of-four]]></system-err>\n");
        assertThat(OutputScan.findings(List.of(folder))).hasSize(2);
    }

    @Test
    void cleanOutputAndMissingFoldersAreGood() throws IOException {
        Files.writeString(folder.resolve("a.log"), "The token of ana expired. password=******** dapi-***\n");
        assertThat(OutputScan.findings(List.of(folder, folder.resolve("missing"))))
                .isEmpty();
    }
}
