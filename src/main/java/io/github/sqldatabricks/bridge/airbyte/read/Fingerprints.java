package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The fingerprints of the records at the present position. They are computed only when they are asked for, because in most tables
 * the position changes with each record. Not thread-safe.
 */
final class Fingerprints {

    /** More are not kept. */
    static final int MOST = 1000;

    /** 96 bits: two of a thousand records are alike by chance once in 10^23 cases. */
    private static final int BYTES = 12;

    private final MessageDigest digest = Hashes.sha256();
    private final List<String> known = new ArrayList<>();
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private int waiting;
    private boolean tooMany;

    /** Begins with those of a position that was reached before. */
    void begin(Optional<List<String>> written) {
        clear();
        tooMany = written.isEmpty();
        written.ifPresent(known::addAll);
    }

    /** Forgets all: the position has changed. */
    void clear() {
        known.clear();
        waiting = 0;
        tooMany = false;
    }

    /** Counts a record whose bytes stay where they are until {@link #settle}. */
    void add(int start, int end) {
        if (tooMany || known.size() + waiting == MOST) {
            tooMany = true;
            return;
        }
        starts[waiting] = start;
        ends[waiting] = end;
        waiting++;
    }

    /** Computes what is missing, before the bytes are used again. */
    void settle(byte[] bytes) {
        for (int i = 0; i < waiting; i++) {
            known.add(of(bytes, starts[i], ends[i]));
        }
        waiting = 0;
    }

    /** All of them, settled; empty when they are too many. */
    Optional<List<String>> all() {
        return tooMany ? Optional.empty() : Optional.of(List.copyOf(known));
    }

    /** The fingerprint of one record. */
    String of(byte[] bytes, int start, int end) {
        digest.update(bytes, start, end - start);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    }
}
