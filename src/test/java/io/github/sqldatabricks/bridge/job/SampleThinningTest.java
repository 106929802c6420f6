package io.github.sqldatabricks.bridge.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.QuerySamples.SampleThinning;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which samples are kept, by the same rule as the store's statement. Catches more of them than allowed, and gaps. */
class SampleThinningTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 37})
    void neverMoreThanAllowedAndNoGapHoweverLongItRuns(int heartbeat) {
        int first = 5;
        TreeMap<Integer, Integer> kept = new TreeMap<>();
        OptionalInt last = OptionalInt.empty();
        for (int now = first; now < 200_000; now += heartbeat) {
            if (SampleThinning.isDue(first, last, now)) {
                int interval = SampleThinning.interval(now - first);
                kept.put(now, interval);
                if (SampleThinning.isTooDense(first, last, now)) {
                    TreeMap<Integer, Integer> earliest = new TreeMap<>();
                    kept.keySet().forEach(slot -> earliest.putIfAbsent((slot - first) / interval, slot));
                    kept.keySet().retainAll(earliest.values());
                }
                last = OptionalInt.of(now);
            }
            assertThat(kept).hasSizeLessThanOrEqualTo(SampleThinning.MOST);
            int interval = SampleThinning.interval(now - first);
            assertThat(now - kept.lastKey()).isLessThan(interval + heartbeat);
        }
        assertThat(kept).hasSizeGreaterThan(SampleThinning.MOST / 2 - 1);
        assertThat(kept.firstKey()).isEqualTo(first);
    }
}
