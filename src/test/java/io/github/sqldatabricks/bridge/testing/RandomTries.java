package io.github.sqldatabricks.bridge.testing;

import java.util.Random;

/**
 * Tries a property with random values. What fails names the seed of its try; {@code -Dbridge.tries.seed=<seed>} repeats that one
 * alone.
 */
public final class RandomTries {

    /** Repeats one try. */
    static final String SEED = "bridge.tries.seed";

    /** What must hold, whatever the values. */
    @FunctionalInterface
    public interface Property {
        void holds(RandomValues values) throws Exception;
    }

    private RandomTries() {}

    /** Fails with the first try that does, its seed in the message. */
    public static void of(int tries, Property property) {
        Long only = Long.getLong(SEED);
        if (only != null) {
            attempt(only, property);
            return;
        }
        Random seeds = new Random();
        for (int i = 0; i < tries; i++) {
            attempt(seeds.nextLong(), property);
        }
    }

    private static void attempt(long seed, Property property) {
        try {
            property.holds(new RandomValues(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("It does not hold for -D" + SEED + "=" + seed + ": " + e.getMessage(), e);
        }
    }
}
