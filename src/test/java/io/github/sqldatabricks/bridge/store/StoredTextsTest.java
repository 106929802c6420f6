package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Catches a change of the JSON in columns after which rows of an earlier version can't be read, or read as something else. */
class StoredTextsTest {

    private static final EventId ID = new EventId("e1");
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @Test
    void anEventWithASource() {
        SyncEvent event = new SyncEvent(
                ID,
                new SyncOperation.Upsert(
                        new UnityTable("main", "sales", "orders"), new KeyColumns(List.of("id", "day"))),
                new SqlServerTable("dbo", "orders"),
                new SyncEvent.Origin.Request("ana"),
                3,
                OptionalLong.of(7),
                new EventMetadata(Map.of("country", "bolivia")),
                CREATED,
                OptionalInt.of(2));
        assertEvent(
                event,
                "{\"from_table\":false,\"user\":\"ana\",\"operation\":\"UPSERT\",\"target_table\":\"[dbo].[orders]\","
                        + "\"source_table\":\"`main`.`sales`.`orders`\",\"primary_keys\":[\"id\",\"day\"],\"priority\":3,"
                        + "\"rows_expected\":7,\"max_retries\":2,\"metadata\":{\"country\":\"bolivia\"},"
                        + "\"created_at\":\"2026-01-02T03:04:05.123456789Z\"}");
    }

    @Test
    void anEventOfTheEventsTableWithConditions() {
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        conditions.put("city", Optional.of("La Paz"));
        conditions.put("closed", Optional.empty());
        SyncEvent event = new SyncEvent(
                ID,
                new SyncOperation.DeleteWhere(conditions),
                new SqlServerTable("dbo", "orders"),
                new SyncEvent.Origin.EventsTable(Optional.empty()),
                0,
                OptionalLong.empty(),
                new EventMetadata(Map.of()),
                CREATED,
                OptionalInt.empty());
        assertEvent(
                event,
                "{\"from_table\":true,\"operation\":\"DELETE\",\"target_table\":\"[dbo].[orders]\","
                        + "\"filter_conditions\":{\"city\":\"La Paz\",\"closed\":null},\"priority\":0,\"metadata\":{},"
                        + "\"created_at\":\"2026-01-02T03:04:05.123456789Z\"}");
    }

    private static void assertEvent(SyncEvent event, String text) {
        assertThat(EventRow.event(ID, text)).isEqualTo(event);
        assertThat(EventRow.content(event)).isEqualTo(text);
    }

    @Test
    void aRequest() {
        String text =
                "{\"queries_path\":\"queries\",\"country\":\"bolivia\",\"destination\":\"/Volumes/main/raw/landing\","
                        + "\"queries\":[\"orders\"],\"overwrite\":true,\"chunk_size\":1000,\"limit\":5,\"parameters\":{"
                        + "\"days\":[1,2],\"flag\":true,\"rate\":{\"exact\":\"1.50\"},\"text\":\"x\",\"void\":null}}";
        Map<String, ParameterValue> parameters = Map.of(
                "days", new ParameterValue.Many(List.of(new ParameterValue.Whole(1), new ParameterValue.Whole(2))),
                "flag", new ParameterValue.Flag(true),
                "rate", new ParameterValue.Exact(new BigDecimal("1.50")),
                "text", new ParameterValue.Text("x"),
                "void", new ParameterValue.Null());
        assertThat(JobJson.read(text)).isEqualTo(request(Map.of()));
        assertThat(JobJson.readParameters(text)).isEqualTo(parameters);
        assertThat(JobJson.write(request(parameters))).isEqualTo(text);
    }

    private static ExtractionRequest request(Map<String, ParameterValue> parameters) {
        return new ExtractionRequest(
                Optional.of("queries"),
                Optional.empty(),
                new Country("bolivia"),
                Optional.of(new VolumePath("/Volumes/main/raw/landing")),
                List.of(new QueryName("orders")),
                true,
                OptionalInt.of(1000),
                parameters,
                OptionalLong.of(5));
    }

    @Test
    void aRequestWithALoad() {
        String load = "{\"target\":\"main.sales.{query}\",\"mode\":\"merge\",\"keys\":[\"id\"]}";
        String text = "{\"country\":\"bolivia\",\"overwrite\":false,\"load\":" + load + ",\"parameters\":{}}";
        ExtractionRequest read = JobJson.read(text);
        assertThat(read.load().json()).hasToString(load);
        assertThat(JobJson.write(read)).isEqualTo(text);
    }

    @Test
    void aLoad() {
        String text = "{\"catalog\":\"main\",\"schema\":\"sales\",\"table\":\"orders\",\"mode\":\"merge\"}";
        QueryLoad load = new QueryLoad(new UnityTable("main", "sales", "orders"), "merge");
        assertThat(JobJson.readLoad(text)).isEqualTo(load);
        assertThat(JobJson.writeLoad(load)).isEqualTo(text);
    }

    @Test
    void outcomes() {
        assertOutcome(
                QueryStatus.COMPLETED,
                new QueryState.Completed(
                        List.of(new VolumePath("/Volumes/main/raw/landing/part_00000.parquet")), Map.of("name", 3L)),
                "{\"files\":[\"/Volumes/main/raw/landing/part_00000.parquet\"],\"truncated\":{\"name\":3}}");
        assertOutcome(QueryStatus.COMPLETED, new QueryState.Completed(List.of(), Map.of()), "{}");
        assertOutcome(
                QueryStatus.SKIPPED,
                new QueryState.Skipped("Its output is there."),
                "{\"reason\":\"Its output is there.\"}");
        assertOutcome(
                QueryStatus.FAILED,
                new QueryState.Failed("sqlserver-busy", "Busy.", true),
                "{\"code\":\"sqlserver-busy\",\"message\":\"Busy.\",\"retryable\":true}");
        assertOutcome(QueryStatus.CANCELLED, new QueryState.Cancelled(), "{}");
    }

    private static void assertOutcome(QueryStatus status, QueryState.Outcome outcome, String text) {
        assertThat(JobJson.readOutcome(status, text)).isEqualTo(outcome);
        assertThat(JobJson.writeOutcome(outcome)).isEqualTo(text);
    }
}
