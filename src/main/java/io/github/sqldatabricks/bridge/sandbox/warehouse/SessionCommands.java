package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The commands that change the session or the set of catalogs: USE, SET, CREATE CATALOG, DROP CATALOG. */
final class SessionCommands {

    private final Catalogs catalogs;

    SessionCommands(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    /** The session after the command; empty when the statement is not such a command. */
    Optional<Session> run(List<SqlToken> statement, Session session) throws SQLException {
        SqlCursor tokens = new SqlCursor(statement);
        if (tokens.skipWords("USE", "CATALOG") || tokens.skipWords("SET", "CATALOG")) {
            return entered(session.withCatalog(tokens.next().value()));
        }
        if (tokens.skipWord("USE")) {
            return entered(used(tokens, session));
        }
        if (tokens.skipWords("SET", "TIME", "ZONE")) {
            return Optional.of(session.withZone(zone(tokens.next().value())));
        }
        if (tokens.skipWord("SET")) {
            return Optional.of(session);
        }
        return changeCatalogs(tokens) ? Optional.of(session) : Optional.empty();
    }

    private static Session used(SqlCursor tokens, Session session) {
        if (!tokens.skipWord("SCHEMA")) {
            tokens.skipWord("DATABASE");
        }
        String name = tokens.requireName();
        return tokens.skipSymbol(".")
                ? session.withCatalog(name).withSchema(tokens.requireName())
                : session.withSchema(name);
    }

    private Optional<Session> entered(Session session) throws SQLException {
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

    private boolean changeCatalogs(SqlCursor tokens) throws SQLException {
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
