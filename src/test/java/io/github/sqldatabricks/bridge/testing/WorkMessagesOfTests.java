package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.work.WorkChannel.WorkMessages;
import io.vertx.core.Vertx;

/** Messages outside of a service; their Vert.x lives as long as the JVM, because its threads are made once. */
public final class WorkMessagesOfTests {

    private static final WorkMessages SHARED = new WorkMessages(Vertx.vertx());

    private WorkMessagesOfTests() {}

    public static WorkMessages shared() {
        return SHARED;
    }
}
