package io.github.sqldatabricks.bridge.work;

import java.util.UUID;

/** This process's name in claims and leader locks, and among the replicas. */
public final class ThisProcess {

    /** Of a class that a native executable initialises when it starts: else all replicas had the name of the build. */
    private static final String NAME = UUID.randomUUID().toString();

    private ThisProcess() {}

    /** Another one after every start. */
    public static String name() {
        return NAME;
    }
}
