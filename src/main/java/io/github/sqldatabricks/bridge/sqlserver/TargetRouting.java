package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.TargetAddress;
import java.util.ArrayList;
import java.util.List;

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
}
