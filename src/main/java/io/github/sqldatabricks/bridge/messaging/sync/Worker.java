package io.github.sqldatabricks.bridge.messaging.sync;

import java.util.UUID;

/** This process's name in claims and duties; another one after every start. */
final class Worker {

    static final String NAME = UUID.randomUUID().toString();

    private Worker() {}
}
