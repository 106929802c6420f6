package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.testing.H2Server;

/**
 * Where the databases are that outlive a process.
 *
 * @param port of H2's server on this machine, or of a proxy in front of it
 * @param world tells several apart
 */
record Places(int port, String world) {

    /** The store in the memory of the process that serves it. */
    String storeInMemory() {
        return "jdbc:h2:mem:" + world + "-store";
    }

    String store() {
        return "jdbc:h2:" + H2Server.location(port, world + "-store");
    }

    /** The target's location for {@code RemoteSandbox}. */
    String target() {
        return H2Server.location(port, world + "-target");
    }

    String targetInMemory() {
        return "mem:" + world + "-target";
    }

    Places through(int otherPort) {
        return new Places(otherPort, world);
    }
}
