package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.Fingerprints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of rows behind the {@link CursorTime}: they are written once, though the position does not reach them before their
 * time. Known by fingerprints, as a multiset. Not thread-safe.
 */
final class FutureRows {

    private final Fingerprints fingerprints = new Fingerprints();
    /** Written in earlier syncs or attempts, and not come again yet. */
    private final Map<String, Integer> expected = new HashMap<>();

    private final List<String> come = new ArrayList<>();
    private long rows;

    /** Begins with those that earlier syncs wrote. */
    FutureRows(List<String> written) {
        written.forEach(fingerprint -> expected.merge(fingerprint, 1, Integer::sum));
    }

    /** Whether a record whose time has come was written before; it is no row ahead any more. */
    boolean reached(byte[] bytes, int start, int end) {
        return !expected.isEmpty() && take(fingerprints.of(bytes, start, end));
    }

    /** Whether a record that is still ahead was written before; it is remembered if there is room. */
    boolean isAhead(byte[] bytes, int start, int end) {
        rows++;
        String fingerprint = fingerprints.of(bytes, start, end);
        if (come.size() < Fingerprints.MOST) {
            come.add(fingerprint);
        }
        return take(fingerprint);
    }

    /** How many rows are ahead. */
    long rows() {
        return rows;
    }

    /** Whether some can't be remembered, so that the next sync reads them again. */
    boolean areTooMany() {
        return rows > Fingerprints.MOST;
    }

    /** Those of the rows that are ahead now. */
    List<String> come() {
        return List.copyOf(come);
    }

    /** Those written so far, come again or not, while the read is under way. */
    List<String> written() {
        List<String> all = new ArrayList<>(come);
        expected.forEach((fingerprint, times) -> {
            for (int i = 0; i < times && all.size() < Fingerprints.MOST; i++) {
                all.add(fingerprint);
            }
        });
        return all;
    }

    private boolean take(String fingerprint) {
        boolean known = expected.containsKey(fingerprint);
        expected.computeIfPresent(fingerprint, (same, times) -> times == 1 ? null : times - 1);
        return known;
    }
}
