package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a service that starts with a setting that is unsafe or wrong, or ends without naming it. Its processes start two at a time. */
@Execution(ExecutionMode.CONCURRENT)
class RefusedStartIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "BRIDGE_HEALTH_TIMEOUT,        5 parsecs, bridge.health.timeout",
        "BRIDGE_EXTRACTION_CHUNK_SISE, 5,         BRIDGE_EXTRACTION_CHUNK_SISE",
    })
    void aWrongSettingIsNamed(String variable, String value, String named) throws IOException {
        assertRefused(Map.of(variable, value), named);
    }

    @ParameterizedTest
    @Tag("nightly")
    @CsvSource({
        "ENVIRONMENT,           prodution, bridge.environment",
        "EXTRACTION_CHUNK_SIZE, 0,       bridge.extraction.chunk-size",
        "BRIDGE_JOBS_LEASE,     1s,      bridge.jobs.lease",
        "API_BASE_PATH,         api/v1/, bridge.api.base-path",
    })
    void soIsEveryOtherKind(String variable, String value, String named) throws IOException {
        assertRefused(Map.of(variable, value), named);
    }

    @Test
    @Tag("nightly")
    void aMisspeltNameInAFileIsNamed() throws IOException {
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(config.resolve("application.properties"), "bridge.sqlserver.hots=sql.example.com\n");
        assertRefused(Map.of(), "bridge.sqlserver.hots");
    }

    @Test
    void aMisspeltNameInTheSecretsFolderIsNamedAndItsContentIsNot() throws IOException {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("bridge.jobs.pasword"), "content-of-the-file");
        assertThat(assertRefused(Map.of(), "bridge.jobs.pasword")).doesNotContain("content-of-the-file");
    }

    @Test
    @Tag("nightly")
    void aSecretsFolderThatIsNamedAndNotThereIsNamed() throws IOException {
        assertRefused(Map.of("BRIDGE_SECRETS_PATH", "/no/such/folder"), "/no/such/folder");
    }

    @Test
    void productionRefusesTheSandbox() throws IOException {
        permissions("token_sha256: \"" + "0".repeat(64) + "\"");
        assertRefused(Map.of("ENVIRONMENT", "production"), "bridge.sandbox.enabled", "--sandbox");
    }

    /** Every single one is in {@code ProductionGuardTest}. */
    @Test
    @Tag("nightly")
    void productionRefusesAConnectionThatAnybodyCanAnswer() throws IOException {
        permissions("token_sha256: \"" + "0".repeat(64) + "\"");
        Map<String, String> settings = Map.of(
                "ENVIRONMENT", "production",
                "DATABRICKS_TOKEN", "dapi",
                "DATABRICKS_HOST", "http://adb-1.2.azuredatabricks.net");
        assertRefused(settings, "bridge.databricks.host");
    }

    @Test
    @Tag("nightly")
    void productionRefusesToRunWithoutTokens() throws IOException {
        assertRefused(Map.of("ENVIRONMENT", "production", "AUTH_ENABLED", "false"), "AUTH_ENABLED");
    }

    @Test
    void productionRefusesATokenInClearTextAndDoesNotShowIt() throws IOException {
        permissions("token: \"clear-text-of-a-token\"");
        assertThat(assertRefused(Map.of("ENVIRONMENT", "production"), "token_sha256"))
                .doesNotContain("clear-text-of-a-token");
    }

    private void permissions(String token) throws IOException {
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(config.resolve("permissions.yaml"), "users:\n  - name: \"a\"\n    " + token + "\n");
    }

    private String assertRefused(Map<String, String> environment, String named, String... more) throws IOException {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"serve", "--host", "127.0.0.1", "--port", "0"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        try (BridgeProcess refused = BridgeProcess.start(directory, environment, arguments)) {
            assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(1);
            assertThat(refused.output()).isEmpty();
            assertThat(refused.errors()).containsOnlyOnce("Error: ").doesNotContain("\tat ");
            assertThat(refused.errors().split("Error: ")[1]).contains(named);
            return refused.errors();
        }
    }
}
