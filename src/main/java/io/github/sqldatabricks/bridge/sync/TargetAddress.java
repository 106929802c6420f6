package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Country;
import java.util.Optional;

/**
 * What an event says of the database that its target is in. Nothing said means the default one.
 *
 * @param country whose SQL Server ({@code metadata.country})
 * @param server its name as callers write it, {@code host}, {@code host,port} or {@code host\instance} ({@code
 *     metadata.target_server})
 * @param database its name ({@code metadata.target_database})
 */
public record TargetAddress(Optional<Country> country, Optional<String> server, Optional<String> database) {

    /** The default database. */
    public static final TargetAddress DEFAULT = of(Optional.empty());

    /** The database of a country; empty for the default one. */
    public static TargetAddress of(Optional<Country> country) {
        return new TargetAddress(country, Optional.empty(), Optional.empty());
    }

    /** Whether a server or a database is named. */
    public boolean isNamed() {
        return server.isPresent() || database.isPresent();
    }

    /** For people: {@code database 'Y' on server 'X'}. */
    public String named() {
        return database.map(name -> "database '" + name + "'").orElse("the database")
                + server.map(name -> " on server '" + name + "'").orElse("");
    }
}
