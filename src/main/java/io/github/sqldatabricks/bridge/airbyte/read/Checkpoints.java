package io.github.sqldatabricks.bridge.airbyte.read;

import java.time.Duration;

/** When a stream's next STATE is due: after enough records, or after enough time when there are any. Not thread-safe. */
final class Checkpoints {

    private final int everyRecords;
    private final long everyMillis;
    private long records;
    private long lastMillis;

    Checkpoints(int everyRecords, Duration interval, long nowMillis) {
        this.everyRecords = everyRecords;
        this.everyMillis = interval.toMillis();
        this.lastMillis = nowMillis;
    }

    void wrote() {
        records++;
    }

    /** Records since the last state. */
    long records() {
        return records;
    }

    boolean isDue(long nowMillis) {
        return records >= everyRecords || (records > 0 && nowMillis - lastMillis >= everyMillis);
    }

    void done(long nowMillis) {
        records = 0;
        lastMillis = nowMillis;
    }
}
