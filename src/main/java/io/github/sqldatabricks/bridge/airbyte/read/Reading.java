package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import java.util.Optional;

/** A way of reading one stream, from a state to its end, with a STATE there. */
@FunctionalInterface
interface Reading {

    /**
     * Reads.
     *
     * @param state of the stream's last sync or attempt, or empty for none; one of another way of reading counts as none
     */
    void read(Optional<StreamState> state);
}
