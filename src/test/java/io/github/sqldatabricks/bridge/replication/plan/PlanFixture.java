package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan.ResolvedSetting;
import io.github.sqldatabricks.bridge.testing.FakeDeltaTables;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Replications in a folder, a source with tables of the test's choice, and plans of them. */
abstract class PlanFixture {

    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path root;

    /** Of the run. */
    Instant time = NOW;

    final List<SourceTable> tables = new ArrayList<>();
    final List<Country> asked = new ArrayList<>();
    final FakeDeltaTables targets = new FakeDeltaTables();
    private TargetInspection inspection;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(root.resolve("config"));
        Files.createDirectories(root.resolve("queries"));
        Files.createDirectories(root.resolve("replications"));
        Files.writeString(root.resolve("config/bolivia.yaml"), "min_level: 3\nnames: [a, b]\n");
        inspection = new TargetInspection(targets.port());
    }

    @AfterEach
    void closeInspection() {
        inspection.close();
    }

    /** A file with this below {@code streams}, and perhaps more before it. */
    void replication(String name, String rest) throws IOException {
        Files.writeString(
                root.resolve("replications").resolve(name + ".yaml"),
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: sales, volume: /Volumes/main/landing/sales}\n" + rest);
    }

    void template(String name, String sql) throws IOException {
        Files.writeString(root.resolve("queries").resolve(name + ".sql"), sql);
    }

    ReplicationPlan plan(String name) {
        return plan(name, Optional.empty(), StreamRights.ALL);
    }

    ReplicationPlan plan(String name, Optional<String> pattern, StreamRights rights) {
        FixedExtractionConfig config = new FixedExtractionConfig(root);
        TemplateLibrary templates = new TemplateLibrary(config);
        return new ReplicationPlanner(
                        new ReplicationLibrary(root.resolve("replications")),
                        country -> {
                            asked.add(country);
                            return tables;
                        },
                        templates,
                        new ExtractionPlanner(config, templates),
                        inspection)
                .plan(name, pattern, rights, time);
    }

    StreamPlan stream(ReplicationPlan plan, String name) {
        return plan.streams().stream()
                .filter(stream -> stream.name().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stream " + name + " among " + plan.streams()));
    }

    /** Key, value and origin of each setting. */
    static List<String> settings(StreamPlan stream) {
        return stream.settings().stream()
                .map(setting -> setting.key() + " = " + setting.value() + " (" + setting.origin() + ")")
                .toList();
    }

    static Optional<String> setting(StreamPlan stream, String key) {
        return stream.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(ResolvedSetting::value)
                .findFirst();
    }

    /** A table with an id as its primary key, and further columns. */
    SourceTable table(String name, SourceColumn... more) {
        return add(
                new SqlServerTable("dbo", name),
                List.of(new SourceIndex("PK_" + name, true, true, true, List.of("id"))),
                more);
    }

    SourceTable add(SqlServerTable name, List<SourceIndex> indexes, SourceColumn... more) {
        SourceTable table = new SourceTable(
                name,
                false,
                Stream.concat(Stream.of(column("id", "int", new ColumnType.Int32(), false)), Stream.of(more))
                        .toList(),
                indexes,
                OptionalLong.of(1000),
                OptionalLong.of(8192),
                Optional.empty());
        tables.add(table);
        return table;
    }

    static SourceColumn column(String name, String sourceType, ColumnType type, boolean nullable) {
        return new SourceColumn(
                name, sourceType, Optional.ofNullable(type), "select it as text", nullable, Optional.empty());
    }

    static SourceColumn text(String name) {
        return column(name, "nvarchar(50)", new ColumnType.Text(), true);
    }

    static SourceColumn time(String name) {
        return column(name, "datetime2(7)", new ColumnType.LocalTimestamp(7), false);
    }

    static SourceColumn rowversion(String name) {
        return column(name, "rowversion", new ColumnType.Bytes(), false);
    }
}
