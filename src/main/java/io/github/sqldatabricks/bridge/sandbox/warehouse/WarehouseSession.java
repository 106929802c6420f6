package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a statement runs in. It holds no connection: temporary views do not outlive their statement here.
 *
 * @param catalog that names without one mean
 * @param schema that names without one mean
 * @param zone of TIMESTAMP values as text
 */
record WarehouseSession(String catalog, String schema, ZoneId zone) {

    static final WarehouseSession DEFAULT =
            new WarehouseSession(Catalogs.MAIN, Catalogs.DEFAULT_SCHEMA, ZoneId.of("UTC"));

    WarehouseSession withCatalog(String other) {
        return new WarehouseSession(other, Catalogs.DEFAULT_SCHEMA, zone);
    }

    WarehouseSession withSchema(String other) {
        return new WarehouseSession(catalog, other, zone);
    }

    WarehouseSession withZone(ZoneId other) {
        return new WarehouseSession(catalog, schema, other);
    }

    /**
     * The session after USE, SET, CREATE CATALOG or DROP CATALOG, which change it or the set of catalogs; empty when the statement is
     * another one.
     */
    Optional<WarehouseSession> after(List<SqlToken> statement, Catalogs catalogs) throws SQLException {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWords("USE", "CATALOG") || tokens.skipWords("SET", "CATALOG")) {
            return entered(catalogs, withCatalog(tokens.next().value()));
        }
        if (tokens.skipWord("USE")) {
            return entered(catalogs, used(tokens));
        }
        if (tokens.skipWords("SET", "TIME", "ZONE")) {
            return Optional.of(withZone(zone(tokens.next().value())));
        }
        if (tokens.skipWord("SET")) {
            return Optional.of(this);
        }
        return changeCatalogs(tokens, catalogs) ? Optional.of(this) : Optional.empty();
    }

    private WarehouseSession used(SqlCursor tokens) {
        if (!tokens.skipWord("SCHEMA")) {
            tokens.skipWord("DATABASE");
        }
        String name = tokens.requireName();
        return tokens.skipSymbol(".") ? withCatalog(name).withSchema(tokens.requireName()) : withSchema(name);
    }

    private static Optional<WarehouseSession> entered(Catalogs catalogs, WarehouseSession session) throws SQLException {
        catalogs.connect(session).close();
        return Optional.of(session);
    }

    /** @throws StatementFailure when there is no such zone */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new StatementFailure(
                    "INVALID_CONF_VALUE.TIME_ZONE", "22022", "Expected a time zone, but got '" + name + "'.");
        }
    }

    private static boolean changeCatalogs(SqlCursor tokens, Catalogs catalogs) throws SQLException {
        if (tokens.skipWords("CREATE", "CATALOG")) {
            boolean unlessThere = tokens.skipWords("IF", "NOT", "EXISTS");
            catalogs.create(tokens.requireName(), unlessThere);
            return true;
        }
        if (tokens.skipWords("DROP", "CATALOG")) {
            boolean ifThere = tokens.skipWords("IF", "EXISTS");
            catalogs.drop(tokens.requireName(), ifThere);
            return true;
        }
        return false;
    }
}
