package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.model.TextRows;

/** Port: statements of the demo, in one of its worlds. Blocking. */
public interface SqlConsole {

    /**
     * Runs a statement that returns nothing.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it fails
     */
    void run(String sql);

    /**
     * Runs a query with a small result.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it fails
     */
    TextRows query(String sql);
}
