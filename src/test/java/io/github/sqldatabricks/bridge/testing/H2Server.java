package io.github.sqldatabricks.bridge.testing;

import java.sql.SQLException;
import org.h2.tools.Server;

/** Serves the H2 databases in this process's memory to other processes. They must have been opened here before. */
public final class H2Server implements AutoCloseable {

    private final Server server;

    private H2Server(Server server) {
        this.server = server;
    }

    /** A server on a free port of the loopback address. */
    public static H2Server start() throws SQLException {
        return new H2Server(
                Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start());
    }

    public int port() {
        return server.getPort();
    }

    /** Where a database in memory is, for a URL; the port is this server's or that of a proxy in front of it. */
    public static String location(int port, String database) {
        return "tcp://127.0.0.1:" + port + "/mem:" + database;
    }

    @Override
    public void close() {
        server.stop();
    }
}
