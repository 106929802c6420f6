package io.github.sqldatabricks.bridge.crash;

/** What happens to a life, as its ports see it. Thread-safe. */
interface Fate {

    /** Nothing. */
    Fate NONE = step -> {};

    /** The step is done; what this throws is what the caller of the port gets instead of its result. */
    void after(Step step);

    /** Throws when the life is over. */
    default void requireLife() {}
}
