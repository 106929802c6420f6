package io.github.sqldatabricks.bridge.airbyte.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.Replication;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.NamePattern;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.AirbyteProtocol;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams of a local workspace. Catches a type whose schema says something else than its records will, a table that is missing
 * without a word, a made-up schema after an error, and sync modes that a table can't be read in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamCatalogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path root;

    private final List<String> warnings = new ArrayList<>();
    private LocalDatabricks databricks;
    private WorkspaceTables tables;

    @BeforeAll
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root);
        tables = databricks.tables();
        databricks.createSchema("lake", "shop");
        databricks.createSchema("lake", "stock");
        databricks.run(
                "CREATE TABLE lake.shop.orders (id BIGINT NOT NULL PRIMARY KEY, flag BOOLEAN NOT NULL, ratio DOUBLE"
                        + " NOT NULL, price DECIMAL(38, 10), units DECIMAL(20), note STRING COMMENT 'free text', code"
                        + " BINARY, day DATE, updated_at TIMESTAMP, clock TIMESTAMP_NTZ, span INTERVAL DAY TO SECOND, tags"
                        + " ARRAY<STRING>, sizes MAP<STRING, INT>, address STRUCT<`zip code`: STRING, at: TIMESTAMP>,"
                        + " anything VARIANT) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')",
                "CREATE TABLE lake.shop.scores (value DOUBLE, passed BOOLEAN)",
                "CREATE VIEW lake.shop.order_days AS SELECT day FROM lake.shop.orders",
                "CREATE TABLE lake.stock.orders (id INT)");
    }

    @AfterEach
    void heal() {
        databricks.faults().clear();
    }

    @AfterAll
    void stop() {
        tables.close();
        databricks.close();
    }

    @Test
    void everyTypeHasTheSchemaOfItsRecords() throws IOException {
        JsonNode properties = only(Optional.of("shop"), "orders").jsonSchema().get("properties");

        assertThat(properties).isEqualTo(JSON.readTree("""
            {"id": {"type": "integer"},
             "flag": {"type": "boolean"},
             "ratio": {"type": ["null", "number"]},
             "price": {"type": ["null", "string"]},
             "units": {"type": ["null", "string"]},
             "note": {"type": ["null", "string"], "description": "free text"},
             "code": {"type": ["null", "string"], "contentEncoding": "base64"},
             "day": {"type": ["null", "string"], "format": "date"},
             "updated_at": {"type": ["null", "string"], "format": "date-time",
                            "airbyte_type": "timestamp_with_timezone"},
             "clock": {"type": ["null", "string"], "format": "date-time",
                       "airbyte_type": "timestamp_without_timezone"},
             "span": {"type": ["null", "string"]},
             "tags": {"type": ["null", "array"], "items": {"type": ["null", "string"]}},
             "sizes": {"type": ["null", "object"], "additionalProperties": {"type": ["null", "integer"]}},
             "address": {"type": ["null", "object"], "properties": {
                 "zip code": {"type": ["null", "string"]},
                 "at": {"type": ["null", "string"], "format": "date-time",
                        "airbyte_type": "timestamp_with_timezone"}}},
             "anything": {"type": ["null", "object", "array", "string", "number", "boolean"]}}
            """));
    }

    @Test
    void tablesAndViewsOfAllSchemasAreStreams() {
        assertThat(discover(selection(Optional.empty(), List.of()), options(Replication.CURSOR, "")))
                .extracting(stream -> stream.descriptor().toString())
                .containsExactly("shop.order_days", "shop.orders", "shop.scores", "stock.orders");
    }

    @Test
    void aPatternChoosesByName() {
        TableSelection selection =
                new TableSelection("lake", Optional.of("shop"), List.of(), Optional.of(new NamePattern("order*")));

        assertThat(discover(selection, options(Replication.CURSOR, "")))
                .extracting(stream -> stream.descriptor().name())
                .containsExactly("order_days", "orders");
    }

    @Test
    void aTableWithAKeyIsResumableAndOnlyOneWithAKnownCursorIncremental() {
        AirbyteStream orders = only(Optional.of("shop"), "orders");
        AirbyteStream scores = only(Optional.of("shop"), "scores");

        assertThat(orders.primaryKey()).containsExactly("id");
        assertThat(orders.resumable()).isTrue();
        assertThat(orders.supportedSyncModes()).containsExactly(SyncMode.FULL_REFRESH);
        assertThat(orders.sourceDefinedCursor()).isFalse();
        assertThat(orders.defaultCursorField()).isEmpty();
        assertThat(scores.resumable()).isFalse();
        assertThat(scores.supportedSyncModes()).containsExactly(SyncMode.FULL_REFRESH);
    }

    @Test
    void theConfiguredCursorIsProposedWhereATableHasIt() {
        assertThat(discover(selection(Optional.of("shop"), List.of()), options(Replication.CURSOR, "UPDATED_AT")))
                .extracting(AirbyteStream::defaultCursorField, AirbyteStream::supportedSyncModes)
                .containsExactly(
                        tuple(List.of(), List.of(SyncMode.FULL_REFRESH)),
                        tuple(List.of("updated_at"), List.of(SyncMode.FULL_REFRESH, SyncMode.INCREMENTAL)),
                        tuple(List.of(), List.of(SyncMode.FULL_REFRESH)));
    }

    @Test
    void aChangeDataFeedIsItsOwnCursorAndAddsItsFields() {
        List<AirbyteStream> streams = discover(
                selection(Optional.of("shop"), List.of()), options(Replication.CHANGE_DATA_FEED, "updated_at"));

        AirbyteStream orders = streams.get(1);
        assertThat(orders.sourceDefinedCursor()).isTrue();
        assertThat(orders.defaultCursorField()).containsExactly("_ab_cdc_lsn");
        assertThat(orders.jsonSchema().get("properties").fieldNames())
                .toIterable()
                .endsWith("_ab_cdc_lsn", "_ab_cdc_updated_at", "_ab_cdc_deleted_at");
        assertThat(streams.get(2).sourceDefinedCursor()).isFalse();
    }

    @Test
    void aNamedTableThatIsNotThereIsAnErrorWithTheGrantToRun() {
        TableReference gone = new TableReference(Optional.empty(), "gone");

        assertThatThrownBy(
                        () -> discover(selection(Optional.of("shop"), List.of(gone)), options(Replication.CURSOR, "")))
                .isInstanceOfSatisfying(
                        BridgeException.NotFound.class,
                        e -> assertThat(e.code()).isEqualTo("table-not-found"))
                .hasMessageContaining("gone in lake.shop")
                .hasMessageContaining("GRANT USE CATALOG");
    }

    @Test
    void anEmptySelectionIsAnErrorAndNotAnEmptyCatalog() {
        TableSelection nothing =
                new TableSelection("lake", Optional.of("shop"), List.of(), Optional.of(new NamePattern("z*")));

        assertThatThrownBy(() -> discover(nothing, options(Replication.CURSOR, "")))
                .isInstanceOfSatisfying(
                        BridgeException.NotFound.class,
                        e -> assertThat(e.code()).isEqualTo("no-tables"));
    }

    @Test
    void oneTableOfManyThatVanishedMeanwhileIsLeftOutWithAWarning() {
        vanish("scores");

        assertThat(discover(selection(Optional.of("shop"), List.of()), options(Replication.CURSOR, "")))
                .extracting(stream -> stream.descriptor().name())
                .containsExactly("order_days", "orders");
        assertThat(warnings).singleElement().asString().contains("lake.shop.scores");
    }

    @Test
    void aNamedTableThatVanishedMeanwhileIsAnError() {
        vanish("scores");

        assertThatThrownBy(() -> only(Optional.of("shop"), "scores"))
                .isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @Test
    void aTableThatMayNotBeDescribedEndsTheDiscovery() {
        databricks
                .faults()
                .add(Fault.on("GET", "/api/2.1/unity-catalog/tables/lake.shop.orders", Effect.forbidden())
                        .always());

        assertThatThrownBy(() -> discover(selection(Optional.of("shop"), List.of()), options(Replication.CURSOR, "")))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-forbidden"))
                .hasMessageContaining("SELECT");
    }

    @Test
    void aWorkspaceThatIsUnavailableForAWhileIsAskedAgain() {
        databricks
                .faults()
                .add(Fault.on("GET", "/api/2.1/unity-catalog/tables", Effect.unavailable())
                        .times(2));

        assertThat(only(Optional.of("stock"), "orders").descriptor()).hasToString("stock.orders");
    }

    private void vanish(String table) {
        databricks
                .faults()
                .add(Fault.on(
                                "GET",
                                "/api/2.1/unity-catalog/tables/lake.shop." + table,
                                Effect.respond(404, "TABLE_DOES_NOT_EXIST", "Gone."))
                        .always());
    }

    private AirbyteStream only(Optional<String> schema, String table) {
        TableReference name = new TableReference(Optional.empty(), table);
        List<AirbyteStream> streams = discover(selection(schema, List.of(name)), options(Replication.CURSOR, ""));
        assertThat(streams).hasSize(1);
        return streams.get(0);
    }

    private List<AirbyteStream> discover(TableSelection selection, ReadOptions options) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            return new StreamCatalog(tables, selection, options, new MessageSink(output, Clock.systemUTC())).discover();
        } finally {
            AirbyteProtocol.messages(output.toString(StandardCharsets.UTF_8)).stream()
                    .map(message -> message.path("log"))
                    .filter(log -> log.path("level").asText().equals("WARN"))
                    .forEach(log -> warnings.add(log.path("message").asText()));
        }
    }

    private static TableSelection selection(Optional<String> schema, List<TableReference> names) {
        return new TableSelection("lake", schema, names, Optional.empty());
    }

    private static ReadOptions options(Replication replication, String cursor) {
        return new ReadOptions(
                cursor.isEmpty() ? List.of() : List.of("none", cursor),
                1000,
                Duration.ofMinutes(1),
                List.of(),
                2,
                Duration.ZERO,
                Optional.empty(),
                replication);
    }
}
