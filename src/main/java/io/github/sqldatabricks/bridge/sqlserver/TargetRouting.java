package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the connection that leads where an event wants to go. It never leads anywhere else. */
final class TargetRouting {

    private final ConnectionDirectory directory;

    TargetRouting(ConnectionDirectory directory) {
        this.directory = directory;
    }

    /**
     * The connection.
     *
     * @throws BridgeException.NotAllowed ({@code target-not-configured}) when none leads there, several do, or the country's leads
     *     elsewhere
     * @throws BridgeException.RemotePermanent when its settings are not complete
     */
    ConnectionSettings settings(TargetAddress address) {
        if (!address.isNamed()) {
            return directory.settings(address.country());
        }
        List<ConnectionSettings> fitting = fitting(address);
        if (fitting.isEmpty()) {
            throw missing(address);
        }
        return address.country().isPresent() ? ofCountry(address, fitting) : only(address, fitting);
    }

    private List<ConnectionSettings> fitting(TargetAddress address) {
        List<ConnectionSettings> onServer = complete().stream()
                .filter(settings -> isServer(address, settings))
                .toList();
        if (address.database().isEmpty()) {
            return onServer;
        }
        String database = address.database().get().strip();
        List<ConnectionSettings> exact = onServer.stream()
                .filter(settings -> settings.database().equals(database))
                .toList();
        // Nearly every server's collation takes names that differ in case for one.
        return exact.isEmpty()
                ? onServer.stream()
                        .filter(settings -> settings.database().equalsIgnoreCase(database))
                        .toList()
                : exact;
    }

    /** Without a server's name, the server of the country, or the default one, is meant. */
    private boolean isServer(TargetAddress address, ConnectionSettings settings) {
        ServerName configured = ServerName.of(settings);
        return address.server().isPresent()
                ? ServerName.parse(address.server().get())
                        .filter(name -> name.means(configured))
                        .isPresent()
                : configured.equals(ServerName.of(directory.settings(address.country())));
    }

    /** A connection that lacks something leads nowhere. */
    private List<ConnectionSettings> complete() {
        List<ConnectionSettings> complete = new ArrayList<>();
        for (String name : directory.names()) {
            try {
                complete.add(directory.settings(name));
            } catch (BridgeException.RemotePermanent e) {
                // Its users are told what is missing.
                continue;
            }
        }
        return complete;
    }

    private ConnectionSettings ofCountry(TargetAddress address, List<ConnectionSettings> fitting) {
        Country country = address.country().orElseThrow();
        String name = directory.connectionOf(country);
        return fitting.stream()
                .filter(settings -> settings.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BridgeException.NotAllowed(
                        ErrorCode.TARGET_NOT_CONFIGURED,
                        "The event asks for " + address.named() + " and for the country '" + country
                                + "', whose connection '" + name + "' leads elsewhere. Nothing was changed; leave out"
                                + " metadata.country, or metadata.target_server and metadata.target_database."));
    }

    private static ConnectionSettings only(TargetAddress address, List<ConnectionSettings> fitting) {
        ConnectionSettings first = fitting.get(0);
        if (fitting.stream().anyMatch(settings -> !settings.place().equalsIgnoreCase(first.place()))) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.TARGET_NOT_CONFIGURED,
                    "The event asks for " + address.named() + ", where several connections of this bridge lead: "
                            + names(fitting) + ". Nothing was changed; name metadata.target_database too.");
        }
        return first;
    }

    private BridgeException missing(TargetAddress address) {
        String server = address.server().orElse("(the server's host)");
        String database = address.database().orElse("(its database)");
        return new BridgeException.NotAllowed(
                ErrorCode.TARGET_NOT_CONFIGURED,
                "The event asks for " + address.named() + " (metadata.target_server, metadata.target_database), but no"
                        + " connection of this bridge leads there; it has " + directory.names()
                        + ". Nothing was changed. Configure one, bridge.sqlserver.connections.<name>.host=" + server
                        + " (and .port, when it is not 1433) and .database=" + database
                        + ", and try the event again; or correct the metadata.");
    }

    private static List<String> names(List<ConnectionSettings> fitting) {
        return fitting.stream().map(ConnectionSettings::name).toList();
    }

    /**
     * The name of a SQL Server as its clients write it: {@code host}, {@code host,port}, {@code host\instance}, with {@code tcp:} before
     * it or not. Case does not matter.
     *
     * @param instance empty for the default one
     * @param port empty when the name has none
     * @see <a href="https://learn.microsoft.com/dotnet/api/microsoft.data.sqlclient.sqlconnection.connectionstring">Data Source</a>
     */
    record ServerName(String host, Optional<String> instance, Optional<Integer> port) {

        static final int DEFAULT_PORT = 1433;

        private static final Set<String> HERE = Set.of(".", "(local)", "localhost");
        private static final String DEFAULT_INSTANCE = "mssqlserver";

        /** Empty when it is no such name, a pipe's for example. */
        static Optional<ServerName> parse(String text) {
            String name = text.strip().toLowerCase(Locale.ROOT);
            String[] address = (name.startsWith("tcp:") ? name.substring("tcp:".length()) : name).split("[,:]", 2);
            String[] server = address[0].strip().split("\\\\", 2);
            Optional<Integer> port = address.length == 1 ? Optional.empty() : port(address[1].strip());
            if (server[0].isEmpty() || address.length == 2 && port.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new ServerName(host(server[0]), server.length == 1 ? Optional.empty() : instance(server[1]), port));
        }

        /** The server of a connection, which has a port always. */
        static ServerName of(ConnectionSettings settings) {
            ServerName host = parse(settings.host())
                    .orElse(new ServerName(
                            settings.host().toLowerCase(Locale.ROOT), Optional.empty(), Optional.empty()));
            return new ServerName(host.host(), host.instance(), Optional.of(settings.port()));
        }

        /**
         * Whether this name, as a user wrote it, means the server of a connection. A port decides; without one, an instance does; a
         * host alone is its default instance.
         */
        boolean means(ServerName configured) {
            if (!host.equals(configured.host())) {
                return false;
            }
            if (port.isPresent()) {
                return port.equals(configured.port());
            }
            return instance.equals(configured.instance())
                    && (instance.isPresent() || configured.port().orElse(DEFAULT_PORT) == DEFAULT_PORT);
        }

        private static String host(String host) {
            String whole = host.endsWith(".") && host.length() > 1 ? host.substring(0, host.length() - 1) : host;
            return HERE.contains(whole) ? "localhost" : whole;
        }

        private static Optional<String> instance(String name) {
            return name.isBlank() || name.strip().equals(DEFAULT_INSTANCE)
                    ? Optional.empty()
                    : Optional.of(name.strip());
        }

        private static Optional<Integer> port(String text) {
            try {
                return Optional.of(Integer.valueOf(text));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }
}
