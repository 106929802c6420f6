package io.github.sqldatabricks.bridge.console.live;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is the same for all who ask with the same key, made by the first of them and given to the others until it is so old. For
 * figures that cost the more, the more is stored. Thread-safe.
 *
 * @param <K> has everything in it that decides what may be seen, such as the principal
 */
public final class Shared<K, V> {

    /** Keys that are kept: more than look at the same time. */
    private static final int MOST = 1000;

    private final Duration age;
    private final Function<K, V> maker;
    private final Map<K, Seldom<V>> made = new ConcurrentHashMap<>();

    public Shared(Duration age, Function<K, V> maker) {
        this.age = age;
        this.maker = maker;
    }

    /** The present one; what {@code maker} throws is thrown, and made anew for the next. */
    public V get(K key) {
        if (made.size() >= MOST) {
            made.clear();
        }
        return made.computeIfAbsent(key, asked -> new Seldom<>(age, () -> maker.apply(asked)))
                .get();
    }

    /** How many keys are kept. */
    int size() {
        return made.size();
    }
}
