package io.github.sqldatabricks.bridge.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Catches a stream that is planned otherwise than its file says, and a plan that hides where something came from. */
class ReplicationPlannerTest extends PlanFixture {

    @Test
    void aTableWithoutARowOfSettingsIsReadWholeAndReplaced() throws IOException {
        table("Orders", text("note"));
        replication("sales", "streams: {dbo.Orders: {}}\n");

        ReplicationPlan plan = plan("sales");

        assertThat(plan.isReady()).isTrue();
        StreamPlan orders = stream(plan, "dbo.Orders");
        ResolvedStream resolved = orders.resolved().orElseThrow();
        assertThat(resolved.query().all().sql()).isEqualTo("SELECT [id], [note] FROM [dbo].[Orders]");
        assertThat(resolved.load().target()).hasToString("main.sales.Orders");
        assertThat(resolved.load().mode()).isEqualTo(new LoadMode.Replace());
        assertThat(resolved.change()).isEqualTo(new ChangeSettings.Full());
        assertThat(resolved.volume()).hasToString("/Volumes/main/landing/sales");
        assertThat(orders.rows()).hasValue(1000);
        assertThat(orders.targetState()).contains("is made");
        assertThat(settings(orders))
                .containsExactly(
                        "target = main.sales.Orders (target of sales.yaml)",
                        "mode = replace (built-in: change full)",
                        "change = full (auto: no rowversion column and no cursor)",
                        "contract = evolve (built-in)",
                        "limits = none (built-in)");
    }

    @Test
    void theBestChangeThatATableAllowsIsTaken() throws IOException {
        table("Versioned", rowversion("rv"));
        table("Cursored", time("changed_at"));
        table("Both", rowversion("rv"), time("changed_at"));
        table("Appended", rowversion("rv"), time("changed_at"));
        add(new SqlServerTable("dbo", "Keyless"), List.of(), rowversion("rv"));
        table("Whole", rowversion("rv"));
        replication("sales", """
                defaults: {zone: utc}
                streams:
                  dbo.*: {}
                  dbo.Cursored: {cursor: changed_at}
                  dbo.Both: {cursor: changed_at}
                  dbo.Appended: {cursor: changed_at, mode: append}
                  dbo.Whole: {mode: replace}
                """);

        ReplicationPlan plan = plan("sales");

        assertThat(plan.isReady()).isTrue();
        assertThat(change(plan, "dbo.Versioned")).isEqualTo(new ChangeSettings.Rowversion("rv"));
        assertThat(stream(plan, "dbo.Versioned").resolved().orElseThrow().load().mode())
                .isEqualTo(new LoadMode.Merge(List.of("id"), Optional.empty()));
        assertThat(settings(stream(plan, "dbo.Versioned")))
                .contains(
                        "key = id (catalogue: primary key)",
                        "change = rowversion (auto: the column rv)",
                        "mode = merge (built-in: change rowversion)");
        assertThat(change(plan, "dbo.Cursored"))
                .isEqualTo(new ChangeSettings.Cursor(
                        "changed_at",
                        Optional.of(new CursorZone.Named(java.time.ZoneOffset.UTC)),
                        Duration.ofSeconds(5),
                        Optional.empty(),
                        Optional.empty(),
                        NullCursor.FAIL,
                        Duration.ofMinutes(1)));
        assertThat(change(plan, "dbo.Both")).isInstanceOf(ChangeSettings.Rowversion.class);
        assertThat(change(plan, "dbo.Appended")).isInstanceOf(ChangeSettings.Cursor.class);
        assertThat(change(plan, "dbo.Keyless")).isEqualTo(new ChangeSettings.Full());
        assertThat(change(plan, "dbo.Whole")).isEqualTo(new ChangeSettings.Full());
    }

    @Test
    void whatIsSaidClosestToAStreamHolds() throws IOException {
        table("Orders", text("a"));
        table("Order_lines", text("a"));
        table("tmp_x", text("a"));
        table("sysdiagrams");
        replication("sales", """
                defaults: {contract: freeze, mode: merge}
                streams:
                  dbo.Order*: {contract: discard}
                  dbo.Orders: {mode: replace}
                  dbo.*: {exclude: [dbo.tmp_*, sysdiagrams], contract: evolve, freshness: 1h}
                """);

        ReplicationPlan plan = plan("sales");

        assertThat(plan.streams())
                .extracting(stream -> stream.name().value())
                .containsExactly("dbo.Order_lines", "dbo.Orders");
        assertThat(settings(stream(plan, "dbo.Orders")))
                .contains(
                        "mode = replace (sales.yaml line 8)",
                        "contract = discard (sales.yaml line 7)",
                        "freshness = 1h (sales.yaml line 9)");
        assertThat(settings(stream(plan, "dbo.Order_lines"))).contains("mode = merge (sales.yaml line 5)");
    }

    @Test
    void theOrderOfTheLinesMeansNothing() throws IOException {
        for (int i = 0; i < 20; i++) {
            table("T" + i, rowversion("rv"), text("a" + i));
        }
        List<String> lines = new ArrayList<>(List.of(
                "  dbo.*: {mode: merge}\n",
                "  dbo.T1*: {contract: freeze}\n",
                "  dbo.T*: {contract: discard}\n",
                "  dbo.T3: {mode: replace}\n",
                "  slow: {query: slow}\n"));
        template("slow", "SELECT 1 AS one");
        replication("sales", "streams:\n" + String.join("", lines));
        List<Optional<ResolvedStream>> expected = resolved(plan("sales"));
        Random random = new Random(7);

        for (int i = 0; i < 10; i++) {
            Collections.shuffle(lines, random);
            Collections.shuffle(tables, random);
            replication("sales", "streams:\n" + String.join("", lines));
            assertThat(resolved(plan("sales"))).isEqualTo(expected);
        }
    }

    @Test
    void aConditionsPlaceholdersAreBoundAndNamesAreQuoted() throws IOException {
        add(new SqlServerTable("dbo", "a]b{c}"), List.of(), text("le}vel"), text("payload"));
        replication("sales", """
                streams:
                  "[dbo].[a]]b*]":
                    target: main.sales.odd
                    columns: {exclude: [PAYLOAD]}
                    where: "level >= {min_level} AND name IN ({names}) -- only these"
                """);

        RowQuery query =
                plan("sales").streams().get(0).resolved().orElseThrow().query().all();

        assertThat(query.sql())
                .isEqualTo(
                        "SELECT [id], [le}vel] FROM [dbo].[a]]b{c}] WHERE (level >= ? AND name IN (?, ?) -- only these\n)");
        assertThat(query.parameters())
                .containsExactly(
                        new ParameterValue.Whole(3), new ParameterValue.Text("a"), new ParameterValue.Text("b"));
        assertThat(query.name().value()).matches("dbo\\.a_b_c_-[0-9a-f]{8}");
        StreamPlan stream = plan("sales").streams().get(0);
        assertThat(stream.resolved().orElseThrow().query().narrowed("[id] > ?", List.of(new ParameterValue.Whole(7))))
                .satisfies(narrowed -> assertThat(narrowed.sql()).endsWith("\n) AND ([id] > ?)"))
                .satisfies(narrowed -> assertThat(narrowed.parameters()).hasSize(4));
    }

    @Test
    void aSliceIsReadAndReplacedByValuesOfTheColumnsType() throws IOException {
        table("Sales", time("sold_at"), column("region", "varchar(10)", new ColumnType.Text(), true));
        replication("sales", """
                streams:
                  dbo.Sales: {mode: replace-where, slices: {column: sold_at, from: month - 2 months, to: "2026-12-01"}}
                """);
        ResolvedStream period = plan("sales").streams().get(0).resolved().orElseThrow();

        assertThat(period.query().all().sql()).endsWith(" WHERE ([sold_at] >= ? AND [sold_at] < ?)");
        assertThat(period.query().all().parameters())
                .containsExactly(moment("2026-09-01T00:00:00"), moment("2026-12-01T00:00:00"));
        assertThat(period.load().mode())
                .isEqualTo(
                        new LoadMode.ReplaceWhere(new LoadMode.Slices.Period("sold_at", "2026-09-01", "2026-12-01")));

        replication(
                "sales",
                "streams: {dbo.Sales: {mode: replace-where, slices: {column: region, values: [north, null]}}}\n");
        assertThat(plan("sales")
                        .streams()
                        .get(0)
                        .resolved()
                        .orElseThrow()
                        .query()
                        .all()
                        .sql())
                .endsWith(" WHERE ([region] IN (CAST(? AS varchar(10))) OR [region] IS NULL)");
    }

    private static ParameterValue.Typed moment(String text) {
        return new ParameterValue.Typed(
                new ParameterType(ParameterType.Kind.DATETIME2, 0, 7), LocalDateTime.parse(text));
    }

    @Test
    void aTemplateIsAStreamOfItsOwnName() throws IOException {
        template("slow_sales", "SELECT a FROM dbo.Sales WHERE level > {min_level}");
        replication("sales", "streams:\n  slow: {query: slow_sales, mode: merge, key: [a]}\n");

        StreamPlan slow = stream(plan("sales"), "slow");

        ResolvedStream resolved = slow.resolved().orElseThrow();
        assertThat(slow.source()).isEqualTo("template slow_sales");
        assertThat(resolved.query().all().sql()).isEqualTo("SELECT a FROM dbo.Sales WHERE level > ?");
        assertThat(resolved.load().target()).hasToString("main.sales.slow");
        assertThat(resolved.query()
                        .narrowed("[a] > ?", List.of(new ParameterValue.Whole(1)))
                        .sql())
                .isEqualTo(
                        "SELECT * FROM (\nSELECT a FROM dbo.Sales WHERE level > ?\n) AS [bridge_rows] WHERE ([a] > ?)");
    }

    @Test
    void aSourceIsAnotherOneWhenItsConditionIsAndNotWhenItsColumnsOrTheTimeAre() throws IOException {
        table("Orders", text("a"), text("b"), time("changed"));
        String common = "change: cursor, cursor: changed, zone: utc";
        String plain = source("{" + common + "}");
        assertThat(source("{" + common + ", columns: {exclude: [a]}, mode: append}"))
                .isEqualTo(plain);
        String where = source("{" + common + ", where: 'id > {min_level}'}");
        assertThat(where).isNotEqualTo(plain);
        assertThat(source("{" + common + ", where: 'id > {min_level} '}")).isNotEqualTo(where);
        Files.writeString(root.resolve("config/bolivia.yaml"), "min_level: 2\n");
        assertThat(source("{" + common + ", where: 'id > {min_level}'}"))
                .as("another value")
                .isNotEqualTo(where);
    }

    @Test
    void aTemplateIsAnotherSourceWhenItsTextIsAndNotOnAnotherDay() throws IOException {
        String text = "-- @computed since month - 1 months as yyyyMM\nSELECT id FROM dbo.Orders WHERE month > {since}";
        template("big", text);
        replication("sales", "streams: {orders: {query: big, mode: append, change: cursor, cursor: id}}\n");
        ResolvedStream first = stream(plan("sales"), "orders").resolved().orElseThrow();
        time = NOW.plus(Duration.ofDays(40));
        ResolvedStream later = stream(plan("sales"), "orders").resolved().orElseThrow();
        assertThat(later.query().all().parameters())
                .isNotEqualTo(first.query().all().parameters());
        assertThat(later.query().source()).isEqualTo(first.query().source());
        template("big", text + " OR id > 0");
        assertThat(stream(plan("sales"), "orders")
                        .resolved()
                        .orElseThrow()
                        .query()
                        .source())
                .isNotEqualTo(first.query().source());
    }

    private String source(String stream) throws IOException {
        replication("sales", "streams: {dbo.Orders: " + stream + "}\n");
        StreamPlan plan = stream(plan("sales"), "dbo.Orders");
        return plan.resolved()
                .orElseThrow(() -> new AssertionError(plan.problems().toString()))
                .query()
                .source();
    }

    @Test
    void someStreamsCanBePlannedAlone() throws IOException {
        table("Orders");
        table("Prices");
        replication("sales", "streams: {dbo.*: {}}\n");

        assertThat(plan("sales", Optional.of("DBO.ord*"), StreamRights.ALL).streams())
                .hasSize(1);
        assertThat(targets.questions()).isEqualTo(1);
        assertThatThrownBy(() -> plan("sales", Optional.of("dbo.x*"), StreamRights.ALL))
                .isInstanceOf(BridgeException.NotFound.class)
                .hasMessageContaining("no stream 'dbo.x*'");
    }

    @Test
    void aDisabledStreamIsShownAndNotLookedAt() throws IOException {
        table("Orders");
        table("Prices");
        replication(
                "sales",
                "streams: {dbo.*: {}, dbo.Prices: {disabled: true, mode: merge, cursor: x, change: cursor}}\n");

        ReplicationPlan plan = plan("sales");

        assertThat(plan.isReady()).isTrue();
        assertThat(stream(plan, "dbo.Prices").disabled()).isTrue();
        assertThat(stream(plan, "dbo.Prices").problems()).isEmpty();
        assertThat(targets.questions()).isEqualTo(1);
    }

    @Test
    void fiveHundredTablesArePlannedFromOneReadingOfTheCatalogue() throws IOException {
        for (int i = 0; i < 500; i++) {
            table("T" + i, rowversion("rv"), text("a"), text("b"), time("changed_at"));
        }
        StringBuilder streams = new StringBuilder("defaults: {zone: utc}\nstreams:\n  dbo.*: {}\n");
        for (int i = 0; i < 100; i++) {
            streams.append("  dbo.T" + i + ": {where: \"a <> 'x' AND id > {min_level}\"}\n");
        }
        replication("sales", streams.toString());
        Files.copy(root.resolve("replications/sales.yaml"), root.resolve("replications/other.txt"));
        long start = System.nanoTime();

        ReplicationPlan plan = plan("sales");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(plan.isReady()).isTrue();
        assertThat(plan.streams()).hasSize(500);
        assertThat(asked).hasSize(1);
    }

    private static ChangeSettings change(ReplicationPlan plan, String name) {
        return plan.streams().stream()
                .filter(stream -> stream.name().value().equals(name))
                .flatMap(stream -> stream.resolved().stream())
                .findFirst()
                .orElseThrow()
                .change();
    }

    private static List<Optional<ResolvedStream>> resolved(ReplicationPlan plan) {
        return plan.streams().stream().map(StreamPlan::resolved).toList();
    }
}
