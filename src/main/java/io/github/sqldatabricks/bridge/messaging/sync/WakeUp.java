package io.github.sqldatabricks.bridge.messaging.sync;

/** There may be an event to apply. */
enum WakeUp {
    INSTANCE
}
