package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.SocketFactory;
import org.jboss.logging.Logger;

/**
 * Makes the driver's sockets and can close those of a connection at once. The driver's own {@code abort} can't: under
 * TLS it waits for the thread that reads (measured with 13.6.2: {@code SSLSocketImpl.waitForClose}), that is until the
 * server has something to say.
 *
 * <p>The driver makes one factory per connection, on the thread that opens the connection.
 */
public final class DriverSockets extends SocketFactory {

    private static final Logger LOG = Logger.getLogger(DriverSockets.class);
    private static final ThreadLocal<DriverSockets> LATEST = new ThreadLocal<>();
    private static final Map<Connection, DriverSockets> BY_CONNECTION =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

    /** For the driver. */
    public DriverSockets() {
        LATEST.set(this);
    }

    /**
     * The name by which the driver finds this class. Empty when it can't: in Quarkus' development mode the driver has a
     * class loader above the application's. An abort then waits for the server.
     */
    static Optional<String> nameForDriver() {
        String name = DriverSockets.class.getName();
        try {
            Class<?> found = Class.forName(name, false, SQLServerConnection.class.getClassLoader());
            return found == DriverSockets.class ? Optional.of(name) : Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Notes which sockets are the connection's. Call on the thread that has just opened it. */
    static void remember(Connection pooled) throws SQLException {
        DriverSockets factory = LATEST.get();
        if (factory != null) {
            BY_CONNECTION.put(pooled.unwrap(SQLServerConnection.class), factory);
            LATEST.remove();
        }
    }

    /**
     * What ends the pooled connection for good, also for its reader at the time. It goes past the pool, whose own abort
     * reaches no driver (Agroal 2.8 puts its closed connection in place first).
     */
    static JdbcSession.DriverCall abort(Connection pooled) throws SQLException {
        SQLServerConnection connection = pooled.unwrap(SQLServerConnection.class);
        DriverSockets factory = BY_CONNECTION.get(connection);
        return () -> {
            if (factory != null) {
                factory.closeAll();
            }
            connection.abort(Runnable::run);
        };
    }

    @Override
    public Socket createSocket() {
        return added(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    private Socket connected(InetSocketAddress remote, InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        socket.bind(local);
        socket.connect(remote);
        return socket;
    }

    private Socket added(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void closeAll() {
        for (Socket socket : List.copyOf(sockets)) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debugf(e, "Could not close a socket to SQL Server");
            }
        }
    }
}
