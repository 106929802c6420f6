package io.github.sqldatabricks.bridge.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catches rows that count twice, that are lost while the store is away, and a write for nothing. */
class FlowBookTest {

    private final FlowCounter counter = new FlowCounter();
    private final FakeStore store = new FakeStore();
    private final FlowBook book = new FlowBook(counter, store);

    private static final class FakeStore implements FlowStore {
        private final List<Map<Direction, Amount>> written = new ArrayList<>();
        private boolean away;

        @Override
        public void add(String process, Map<Direction, Amount> moved) {
            if (away) {
                throw new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "away", null);
            }
            written.add(moved);
        }

        @Override
        public Flow flow(Duration window, Duration step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int prune() {
            throw new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "away", null);
        }
    }

    @Test
    void whatMovesIsWrittenOnceAndNothingIsNotWritten() {
        book.note();
        counter.add(Direction.SYNC, Amount.moved(5, 0));
        counter.add(Direction.SYNC, Amount.end(false));
        counter.add(Direction.LOAD, Amount.end(true));
        book.note();
        book.drained();
        assertThat(store.written)
                .containsExactly(
                        Map.of(Direction.SYNC, new Amount(5, 0, 1, 0), Direction.LOAD, new Amount(0, 0, 1, 1)));
    }

    @Test
    void whatCanNotBeWrittenIsWrittenLater() {
        store.away = true;
        counter.add(Direction.SYNC, Amount.moved(5, 0));
        book.note();
        counter.add(Direction.SYNC, Amount.moved(2, 0));
        store.away = false;
        book.note();
        assertThat(store.written).containsExactly(Map.of(Direction.SYNC, Amount.moved(7, 0)));
        book.prune();
    }

    @Test
    void aMeterCountsEachRowOnceAndWhatIsReadAgainTwice() {
        FlowCounter.Meter meter = counter.meter(Direction.EXTRACTION);
        meter.at(10, 100);
        meter.at(25, 250);
        // A second attempt.
        meter.at(4, 40);
        meter.at(30, 300);
        meter.close();
        meter.at(40, 400);
        assertThat(counter.take()).containsExactly(Map.entry(Direction.EXTRACTION, Amount.moved(55, 550)));
        assertThat(counter.take()).isEmpty();
    }
}
