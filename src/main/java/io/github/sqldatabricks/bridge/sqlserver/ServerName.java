package io.github.sqldatabricks.bridge.sqlserver;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
                .orElse(new ServerName(settings.host().toLowerCase(Locale.ROOT), Optional.empty(), Optional.empty()));
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
        return name.isBlank() || name.strip().equals(DEFAULT_INSTANCE) ? Optional.empty() : Optional.of(name.strip());
    }

    private static Optional<Integer> port(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
