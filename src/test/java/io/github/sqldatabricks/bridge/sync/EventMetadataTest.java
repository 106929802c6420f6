package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a misspelt key that does nothing without a word, and a warning at a key of the caller's own. */
class EventMetadataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on_error",
                "identiy",
                "targetserver",
                "Target_Server",
                "target-database",
                "targetDatabase",
                "county",
                "Country",
                "users",
                "onDiscrepancy",
                "on_discrepency",
                "filter_condition",
                "server",
                "database",
                "db",
                "cascades"
            })
    void aKeyThatLooksLikeAKnownOneIsTold(String key) {
        assertThat(new EventMetadata(Map.of("note", "1", key, "1")).advice().orElseThrow())
                .contains("'" + key + "'", "target_server, target_database")
                .doesNotContain("note");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "country",
                "target_server",
                "target_database",
                "on_discrepancy",
                "identity",
                "filter_conditions",
                "traceparent",
                "note",
                "job_id",
                "run_id",
                "created_by",
                "reason",
                "batch",
                "period",
                "source",
                "team",
                "notebook",
                "retry",
                "id",
                "tag"
            })
    void knownKeysAndTheCallersOwnAreNot(String key) {
        assertThat(new EventMetadata(Map.of(key, "1")).advice()).isEmpty();
    }
}
