package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.flow.FlowStore;
import io.github.sqldatabricks.bridge.flow.FlowStore.Flow;
import io.github.sqldatabricks.bridge.flow.FlowStore.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store knows of what has moved, through real SQL. Catches a minute that counts twice, in the wrong step, or for ever. */
abstract class FlowStoreContract extends StoreFixture {

    private static final Amount MOVED = new Amount(10, 100, 1, 0);

    private JdbcFlowStore store() {
        return new JdbcFlowStore(database);
    }

    private void shift(Duration back) {
        database.run(connection -> Statements.update(
                connection, "UPDATE bridge.flow_minute SET minute_number = minute_number - ?", back.toMinutes()));
    }

    @Test
    void processesAndMinutesAddUp() {
        store().add("one", Map.of(Direction.EXTRACTION, MOVED));
        store().add("one", Map.of(Direction.EXTRACTION, MOVED, Direction.SYNC, MOVED));
        store().add("two", Map.of(Direction.SYNC, new Amount(5, 0, 2, 2)));
        Flow flow = store().flow(Duration.ofHours(24), Duration.ofHours(1));
        assertThat(sum(flow, Direction.EXTRACTION)).isEqualTo(new Amount(20, 200, 2, 0));
        assertThat(sum(flow, Direction.SYNC)).isEqualTo(new Amount(15, 100, 3, 2));
        assertThat(flow.points()).extracting(Point::direction).doesNotContain(Direction.LOAD);
    }

    private static Amount sum(Flow flow, Direction direction) {
        return flow.points().stream()
                .filter(point -> point.direction() == direction)
                .map(Point::amount)
                .reduce(Amount.NOTHING, Amount::plus);
    }

    @Test
    void whatMovesNowIsInTheLastStepAndWhatMovedBeforeInItsOwn() {
        store().add("one", Map.of(Direction.LOAD, MOVED));
        shift(Duration.ofHours(3));
        store().add("one", Map.of(Direction.LOAD, MOVED));
        Flow flow = store().flow(Duration.ofHours(24), Duration.ofHours(1));
        assertThat(flow.points()).hasSize(2);
        Instant last = flow.from().plus(Duration.ofHours(23));
        assertThat(flow.points().get(1).at()).isEqualTo(last);
        assertThat(flow.points().get(0).at()).isEqualTo(last.minus(Duration.ofHours(3)));
        assertThat(store().flow(Duration.ofHours(1), Duration.ofMinutes(1)).points())
                .hasSize(1);
    }

    @Test
    void whatIsOldIsForgotten() {
        store().add("one", Map.of(Direction.SYNC, MOVED));
        shift(FlowStore.RETENTION);
        assertThat(store().prune()).isZero();
        shift(Duration.ofMinutes(2));
        store().add("one", Map.of(Direction.SYNC, MOVED));
        assertThat(store().prune()).isEqualTo(1);
        assertThat(sum(store().flow(Duration.ofDays(7), Duration.ofHours(1)), Direction.SYNC))
                .isEqualTo(MOVED);
    }
}
