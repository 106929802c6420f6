package io.github.sqldatabricks.bridge.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Catches a plan that hides what becomes of a target, or which rights are missing for it. */
class PlannedTargetTest extends PlanFixture {

    @Test
    void propertiesThatATableHasOtherwiseAreSaid() throws IOException {
        table("Kept");
        targets.add(
                "main.sales.kept",
                new DeltaTable(
                        Optional.empty(),
                        List.of(new DeltaColumn("id", "int", false)),
                        Optional.of(Map.of("delta.appendOnly", "true", "delta.lastUpdateVersion", "7"))));
        replication(
                "sales",
                "streams: {dbo.Kept: {properties: {delta.appendOnly: 'false', delta.enableChangeDataFeed: 'true'}}}\n");

        assertThat(stream(plan("sales"), "dbo.Kept").targetState())
                .contains(
                        "is as it should be; keeps the property delta.appendOnly, which is true and not false; keeps the"
                                + " property delta.enableChangeDataFeed, which is not set and not true");
    }

    @Test
    void whatTheTargetBecomesIsSaid() throws IOException {
        table("Wider", text("a"));
        table("Frozen", text("a"));
        table("Same");
        targets.add("main.sales.WIDER", delta(new DeltaColumn("id", "smallint", false)));
        targets.add("main.sales.frozen", delta(new DeltaColumn("id", "int", false)));
        targets.add("main.sales.same", delta(new DeltaColumn("ID", "int", false)));
        replication("sales", "streams: {dbo.*: {}, dbo.Frozen: {contract: freeze}}\n");

        ReplicationPlan plan = plan("sales");

        assertThat(stream(plan, "dbo.Wider").targetState()).contains("column id becomes int; gets the column a string");
        assertThat(stream(plan, "dbo.Same").targetState()).contains("is as it should be");
        assertThat(stream(plan, "dbo.Frozen").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).isEqualTo(ErrorCode.LOAD_CONTRACT_BROKEN))
                .satisfies(problem -> assertThat(problem.message()).contains("the table has no column 'a'"));
        assertThat(plan.isReady()).isFalse();
    }

    private static DeltaTable delta(DeltaColumn... columns) {
        return new DeltaTable(Optional.empty(), List.of(columns));
    }

    @Test
    void missingRightsAreNamedAndKeepAStreamFromBeingReady() throws IOException {
        table("Orders");
        table("Prices");
        replication("sales", "streams: {dbo.*: {}}\n");

        ReplicationPlan plan = plan(
                "sales",
                Optional.empty(),
                (table, stream) -> stream.orElseThrow().name().value().equals("dbo.Prices")
                        ? List.of("read on dbo.prices")
                        : List.of());

        assertThat(stream(plan, "dbo.Orders").isReady()).isTrue();
        assertThat(stream(plan, "dbo.Prices").isReady()).isFalse();
        assertThat(stream(plan, "dbo.Prices").missingRights()).containsExactly("read on dbo.prices");
        assertThat(plan.isReady()).isFalse();
    }

    @Test
    void whoLacksARightSeesNothingOfTheSourceAndTheTarget() throws IOException {
        table("Orders");
        replication("sales", "streams: {dbo.Orders: {mode: merge, key: [secret_column]}}\n");
        assertThat(stream(plan("sales"), "dbo.Orders").problems().toString()).contains("secret_column");

        StreamPlan stream = stream(
                plan("sales", Optional.empty(), (table, resolved) -> List.of("read on dbo.orders")), "dbo.Orders");

        assertThat(stream.rows()).isEmpty();
        assertThat(stream.bytes()).isEmpty();
        assertThat(stream.targetState()).isEmpty();
        assertThat(stream.resolved()).isEmpty();
        assertThat(stream.settings()).isEmpty();
        assertThat(stream.problems()).isNotEmpty();
        assertThat(stream.problems().toString()).doesNotContain("secret_column");
    }

    /** What tells whether a position still means something: other rows, and not other columns or another day. */
}
