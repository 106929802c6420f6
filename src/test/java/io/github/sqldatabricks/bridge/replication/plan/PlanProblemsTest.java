package io.github.sqldatabricks.bridge.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a replication that would run though it can't be right, and a refusal that does not say which line, stream or table. */
class PlanProblemsTest extends PlanFixture {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mode: merge, change: full, key: [nope] | INVALID_LOAD | Expected the columns [nope], which mode merge needs
            mode: replace, change: rowversion      | STREAM_SETTINGS_CONTRADICT | Expected change full for mode replace
            mode: append                           | STREAM_SETTINGS_CONTRADICT | Expected a cursor for mode append
            mode: append, change: cursor, cursor: id, lookback: 5 | STREAM_SETTINGS_CONTRADICT | Expected mode merge for lookback
            mode: append, change: cursor, cursor: id, null_cursor: include | STREAM_SETTINGS_CONTRADICT | Expected mode merge
            mode: replace-where                    | STREAM_SETTINGS_CONTRADICT | Expected slices for mode replace-where
            slices: {column: id, from: 1, to: 2}, mode: merge, change: full | STREAM_SETTINGS_CONTRADICT | Expected slices with mode
            mode: replace-where, slices: {column: nope, from: 1, to: 2} | INVALID_LOAD | Expected the columns [nope]
            mode: replace-where, slices: {column: id, from: a, to: 2} | INVALID_PARAMETER | to be of the type int
            delete: hard                           | STREAM_SETTINGS_CONTRADICT | ct, cdc and temporal will, in a later version
            delete: soft                           | STREAM_SETTINGS_CONTRADICT | Expected delete: ignore
            change: cursor                         | STREAM_SETTINGS_CONTRADICT | Expected the name of a growing column as cursor
            change: cursor, cursor: nope           | STREAM_COLUMN_REFUSED | Expected the cursor 'nope' among the columns
            change: cursor, cursor: note           | STREAM_COLUMN_REFUSED | to be a whole number, a decimal, a date or a time
            change: cursor, cursor: at             | STREAM_SETTINGS_CONTRADICT | Expected a zone for the cursor 'at'
            change: cursor, cursor: at, zone: utc, lookback: 5 | STREAM_SETTINGS_CONTRADICT | Expected a lookback of time
            change: cursor, cursor: id, lookback: 1d | STREAM_SETTINGS_CONTRADICT | Expected a lookback of steps
            columns: {exclude: [nope]}             | STREAM_COLUMN_REFUSED | there is no column 'nope'
            columns: {temporal: {nope: text}}      | STREAM_COLUMN_REFUSED | there is no column 'nope'
            cluster_by: [nope]                     | INVALID_LOAD | which cluster_by names
            cluster_by: [id, note, at, rv, x]      | INVALID_LOAD | at most 4 columns in cluster_by
            properties: {bridge.fence: 7}          | INVALID_LOAD | or below 'bridge.'
            where: "id > {nope}"                   | MISSING_PARAMETERS | 'dbo.Orders' needs nope
            where: "1 = 1); DROP TABLE dbo.Orders; SELECT (1" | INVALID_TEMPLATE | parentheses are all opened and closed in it
            where: "1 = 1) OR (2 = 2"              | INVALID_TEMPLATE | parentheses are all opened and closed in it
            where: "1 = 1 UNION DELETE FROM x"     | NOT_ONE_SELECT | dbo.Orders
            where: "a = 'x"                        | INVALID_TEMPLATE | dbo.Orders
            where: "id > ("                        | INVALID_TEMPLATE | dbo.Orders
            """)
    void aStreamThatCanNotBeRightIsRefused(String settings, ErrorCode error, String message) throws IOException {
        table("Orders", text("note"), time("at"), rowversion("rv"));
        replication("sales", "streams: {dbo.Orders: {" + settings + "}}\n");

        StreamPlan stream = plan("sales").streams().get(0);

        assertThat(stream.resolved()).isEmpty();
        assertThat(stream.isReady()).isFalse();
        assertThat(stream.problems()).anySatisfy(problem -> {
            assertThat(problem.error()).isEqualTo(error);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void mergeNeedsAKey() throws IOException {
        add(new SqlServerTable("dbo", "Heap"), List.of());
        add(new SqlServerTable("dbo", "Unique"), List.of(new SourceIndex("UX", false, true, false, List.of("id"))));
        add(
                new SqlServerTable("dbo", "Nullable"),
                List.of(new SourceIndex("UX", false, true, false, List.of("code"))),
                text("code"));
        replication("sales", "streams: {dbo.*: {mode: merge}}\n");

        ReplicationPlan plan = plan("sales");

        assertThat(stream(plan, "dbo.Unique").isReady()).isTrue();
        assertThat(setting(stream(plan, "dbo.Unique"), "key")).contains("id");
        for (String name : List.of("dbo.Heap", "dbo.Nullable")) {
            assertThat(stream(plan, name).problems())
                    .extracting(PlanProblem::error)
                    .containsExactly(ErrorCode.STREAM_KEY_MISSING);
        }
    }

    @Test
    void aColumnThatDatabricksHasNothingForIsNamedUntilItIsExcluded() throws IOException {
        table("Places", column("spot", "geography", null, true));
        replication("sales", "streams: {dbo.Places: {}}\n");

        assertThat(plan("sales").streams().get(0).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("'spot' has the type geography", "select it as text", "exclude"));

        replication("sales", "streams: {dbo.Places: {columns: {exclude: [Spot]}}}\n");
        assertThat(plan("sales").isReady()).isTrue();
    }

    @Test
    void twoStreamsOfOneFileMayNotHaveOneTarget() throws IOException {
        table("Orders");
        table("Prices");
        replication("sales", "streams: {dbo.Orders: {}, dbo.Prices: {target: main.SALES.orders}}\n");

        assertThat(plan("sales").streams())
                .flatExtracting(StreamPlan::problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).isEqualTo(ErrorCode.STREAM_TARGET_TAKEN))
                .satisfies(problem -> assertThat(problem.message())
                        .contains("the stream dbo.Prices of sales.yaml", "the stream dbo.Orders of sales.yaml"));
    }

    @Test
    void twoFilesMayNotHaveOneTarget() throws IOException {
        table("Orders");
        replication("sales", "streams: {dbo.Orders: {}}\n");
        replication("audit", "streams: {dbo.Ord*: {}}\n");

        assertThat(stream(plan("sales"), "dbo.Orders").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("of audit.yaml"));

        replication("audit", "streams: {dbo.Ord*: {target: \"main.audit.{table}\"}}\n");
        assertThat(plan("sales").isReady()).isTrue();
        replication("audit", "streams: {dbo.Ord*: {disabled: true}}\n");
        assertThat(plan("sales").isReady()).isTrue();
    }

    @Test
    void aFileWhoseTablesAreElsewhereIsNoReasonToAskItsSource() throws IOException {
        Files.writeString(root.resolve("config/chile.yaml"), "");
        table("Orders");
        replication("sales", "streams: {dbo.Orders: {}}\n");
        Files.writeString(root.resolve("replications/chile.yaml"), """
                version: 1
                name: chile
                source: {country: chile}
                target: {catalog: main, schema: "{country}", volume: /Volumes/main/landing/chile}
                streams: {dbo.*: {}}
                """);

        assertThat(plan("sales").isReady()).isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void tablesWhoseNamesDifferByCaseOnlyAreRefused() throws IOException {
        table("Orders");
        table("ORDERS");
        replication("sales", "streams: {dbo.*: {}}\n");

        assertThat(plan("sales").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).isEqualTo(ErrorCode.STREAM_AMBIGUOUS))
                .satisfies(problem -> assertThat(problem.message()).contains("dbo.Orders and dbo.ORDERS"));
    }

    @Test
    void aPatternThatMeetsNothingIsToldWithItsLine() throws IOException {
        table("Orders");
        replication("sales", "streams:\n  dbo.Order*: {}\n  dbo.Prices: {}\n  dbo.tmp*: {}\n");

        ReplicationPlan plan = plan("sales");

        assertThat(plan.isReady()).isFalse();
        assertThat(plan.problems()).extracting(PlanProblem::error).containsOnly(ErrorCode.STREAM_PATTERN_EMPTY);
        assertThat(plan.problems())
                .extracting(PlanProblem::message)
                .anySatisfy(message -> assertThat(message).contains("'dbo.Prices' (sales.yaml line 7) meets no table"))
                .anySatisfy(message -> assertThat(message).contains("'dbo.tmp*' (sales.yaml line 8)"));
    }

    @Test
    void twoPatternsOfOneLengthThatMeetOneTableAreRefused() throws IOException {
        table("ab");
        replication("sales", "streams:\n  dbo.a*: {}\n  dbo.*b: {}\n");

        assertThat(plan("sales").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("both meet dbo.ab"));
    }

    @Test
    void unknownTemplatesCountriesAndReplicationsAreRefused() throws IOException {
        template("known", "SELECT 1 AS one");
        replication("sales", "streams: {slow: {query: nope}}\n");
        assertThat(plan("sales").streams().get(0).problems())
                .extracting(PlanProblem::error)
                .containsExactly(ErrorCode.UNKNOWN_QUERY);

        assertThatThrownBy(() -> plan("nope"))
                .isInstanceOf(BridgeException.NotFound.class)
                .hasMessageContaining("There is no replication 'nope'");

        Files.delete(root.resolve("config/bolivia.yaml"));
        assertThatThrownBy(() -> plan("sales"))
                .isInstanceOf(BridgeException.NotFound.class)
                .hasMessageContaining("The country 'bolivia'");
    }

    @Test
    void whatIsSaidOfTablesIsNotDroppedForATemplate() throws IOException {
        template("slow", "SELECT 1 AS one");
        replication("sales", "defaults: {where: \"a = 1\"}\nstreams: {slow: {query: slow}}\n");

        assertThat(plan("sales").streams().get(0).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("'where' for tables only", "line 5"));
    }

    @Test
    void aNameThatUnityCatalogCanNotHaveNeedsATargetOfItsOwn() throws IOException {
        add(new SqlServerTable("dbo", "Order Details"), List.of());
        replication("sales", "streams: {dbo.*: {}}\n");

        assertThat(plan("sales").streams().get(0).problems())
                .extracting(PlanProblem::error)
                .containsExactly(ErrorCode.STREAM_TARGET_INVALID);

        replication("sales", "streams: {\"dbo.Order Details\": {target: main.sales.order_details}}\n");
        assertThat(plan("sales").isReady()).isTrue();
    }
}
