package io.github.sqldatabricks.bridge.console.live;

import java.time.Duration;
import java.util.function.Supplier;

/** Gives what was made before, until it is so old. For a page whose making costs much. Thread-safe; who comes meanwhile waits. */
public final class Seldom<T> implements Supplier<T> {

    private final long nanos;
    private final Supplier<T> maker;
    private T made;
    private long at;

    public Seldom(Duration age, Supplier<T> maker) {
        this.nanos = age.toNanos();
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        long now = System.nanoTime();
        if (made == null || now - at >= nanos) {
            made = maker.get();
            at = now;
        }
        return made;
    }
}
