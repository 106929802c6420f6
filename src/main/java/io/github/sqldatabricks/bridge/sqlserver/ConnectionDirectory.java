package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.Country;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which SQL Server a country uses. */
final class ConnectionDirectory {

    /** The driver counts time-outs in whole seconds and takes 0 for none. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** Far below the 24 days of milliseconds that the driver's int holds. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final SqlServerConfig.Connection defaultConnection;
    private final Map<String, SqlServerConfig.Override> connections;
    private final Map<String, String> connectionByCountry = new TreeMap<>();

    /**
     * @throws IllegalArgumentException when a country names a connection that is not configured, a time-out is out of
     *     range, or a certificate would be ignored; the key is named
     */
    ConnectionDirectory(SqlServerConfig config) {
        this(config.defaultConnection(), config.connections(), config.countries());
    }

    /**
     * @param connections more of them, by name
     * @param countries name of the connection by country
     * @throws IllegalArgumentException as the other constructor
     */
    ConnectionDirectory(
            SqlServerConfig.Connection defaultConnection,
            Map<String, SqlServerConfig.Override> connections,
            Map<String, String> countries) {
        this.defaultConnection = defaultConnection;
        this.connections = connections;
        requireUsableTimeouts(defaultConnection);
        DriverProperties.requireTls("bridge.sqlserver.tls", defaultConnection.tls());
        DriverProperties.requireWindows(
                "bridge.sqlserver.windows", defaultConnection.windows(), defaultConnection.entra());
        connections.forEach((name, other) -> other.tls()
                .ifPresent(tls -> DriverProperties.requireTls("bridge.sqlserver.connections." + name + ".tls", tls)));
        connections.forEach((name, other) -> DriverProperties.requireWindows(
                "bridge.sqlserver.connections." + name + ".windows",
                other.windows().orElse(defaultConnection.windows()),
                other.entra().orElse(defaultConnection.entra())));
        countries.forEach((country, connection) -> {
            if (!connection.equals(ConnectionSettings.DEFAULT) && !connections.containsKey(connection)) {
                throw new IllegalArgumentException("bridge.sqlserver.countries." + country + " names the connection '"
                        + connection + "', but there is no bridge.sqlserver.connections." + connection + ".host");
            }
            connectionByCountry.put(country.toLowerCase(Locale.ROOT), connection);
        });
    }

    private static void requireUsableTimeouts(SqlServerConfig.Connection connection) {
        requireBetween("bridge.sqlserver.connect-timeout", connection.connectTimeout(), SHORTEST);
        requireBetween("bridge.sqlserver.statement-timeout", connection.statementTimeout(), SHORTEST);
        requireBetween("bridge.sqlserver.read-timeout", connection.readTimeout(), SHORTEST);
        requireBetween("bridge.sqlserver.lock-timeout", connection.lockTimeout(), Duration.ZERO);
    }

    private static void requireBetween(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Expected " + key + " from " + least + " to " + LONGEST + ", but it is " + value + ". Correct it.");
        }
    }

    /** The name of the country's connection: the one that is configured for it, else the one of its own name, else the default. */
    String connectionOf(Country country) {
        String configured = connectionByCountry.get(country.key());
        return configured != null
                ? configured
                : connections.keySet().stream()
                        .filter(country.code()::equalsIgnoreCase)
                        .findFirst()
                        .orElse(ConnectionSettings.DEFAULT);
    }

    /**
     * The settings of the country's connection; of the default one when there is no country.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when they are not complete
     */
    ConnectionSettings settings(Optional<Country> country) {
        return settings(country.map(this::connectionOf).orElse(ConnectionSettings.DEFAULT));
    }

    /** All connections that are in use: the default when it has a host, and the named ones. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (defaultConnection.host().isPresent() || connections.isEmpty()) {
            names.add(ConnectionSettings.DEFAULT);
        }
        names.addAll(new TreeMap<>(connections).keySet());
        return names;
    }

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it is not complete */
    ConnectionSettings settings(String name) {
        SqlServerConfig.Override other = connections.get(name);
        return other == null
                ? ConnectionSettings.of(defaultConnection)
                : ConnectionSettings.of(defaultConnection, name, other);
    }
}
