package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/** Where an event came from, and so whose permissions count. */
public sealed interface EventOrigin {

    /**
     * A caller with a token asked over HTTP.
     *
     * @param user the user's name in the permissions file
     */
    record Request(String user) implements EventOrigin {}

    /**
     * A row of the events table, which carries no token.
     *
     * @param user who the row says it acts for; counts only when that user allows it
     */
    record EventsTable(Optional<String> user) implements EventOrigin {}
}
