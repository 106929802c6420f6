package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.DatabricksSql.TranslatedSql;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * INSERT that takes rows away first, in one transaction: {@code INSERT OVERWRITE t} all of them, {@code INSERT INTO t REPLACE WHERE} those
 * that the predicate meets. As in Delta, a new row that the predicate does not meet fails the statement.
 *
 * @param table the target
 * @param byName whether the query's columns go by their names, not by their order
 * @param predicate of the rows that are replaced, for DuckDB; empty for all
 * @param query that gives the new rows, for DuckDB
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into">INSERT</a>
 */
record ReplacingInsert(QualifiedName table, boolean byName, Optional<String> predicate, TranslatedSql query) {

    private static final String NEW_ROWS = "temp.main.bridge_new_rows";

    /**
     * The insert that the statement asks for; empty when it is another statement.
     *
     * @param translate of a part of the statement
     */
    static Optional<ReplacingInsert> plan(
            List<SqlToken> statement, WarehouseSession session, Function<List<SqlToken>, TranslatedSql> translate) {
        SqlCursor tokens = new SqlCursor(statement);
        boolean overwrite = tokens.skipWords("INSERT", "OVERWRITE");
        if (!overwrite && !tokens.skipWords("INSERT", "INTO")) {
            return Optional.empty();
        }
        tokens.skipWord("TABLE");
        QualifiedName table = QualifiedName.read(tokens, session);
        boolean byName = tokens.skipWords("BY", "NAME");
        boolean where = tokens.skipWords("REPLACE", "WHERE");
        if (!overwrite && !where) {
            return Optional.empty();
        }
        List<SqlToken> rest = tokens.rest();
        int begin = where ? beginOfQuery(rest) : 0;
        Optional<String> predicate =
                where ? Optional.of(withoutParameters(translate.apply(rest.subList(0, begin)))) : Optional.empty();
        return Optional.of(
                new ReplacingInsert(table, byName, predicate, translate.apply(rest.subList(begin, rest.size()))));
    }

    private static int beginOfQuery(List<SqlToken> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            depth += token.isSymbol("(") ? 1 : 0;
            depth -= token.isSymbol(")") ? 1 : 0;
            if (depth == 0 && (token.isWord("SELECT") || token.isWord("WITH") || token.isWord("VALUES"))) {
                return i;
            }
        }
        throw StatementFailure.syntax("Expected a query behind REPLACE WHERE");
    }

    private static String withoutParameters(TranslatedSql predicate) {
        if (!predicate.values().isEmpty()) {
            throw new StatementFailure(
                    "UNSUPPORTED_FEATURE", "0A000", "The sandbox takes no parameters in REPLACE WHERE.");
        }
        return predicate.text();
    }

    /** Runs it; returns how many rows came. */
    long run(RunningStatement running, Connection connection) throws SQLException {
        try (Statement statement = running.running(connection.createStatement())) {
            statement.execute(
                    "CREATE OR REPLACE TEMP TABLE " + NEW_ROWS + " AS SELECT * FROM " + table.duckSql() + " LIMIT 0");
        }
        try (PreparedStatement statement = running.running(
                connection.prepareStatement("INSERT INTO " + NEW_ROWS + (byName ? " BY NAME " : " ") + query.text()))) {
            query.bind(statement);
            statement.execute();
        }
        connection.setAutoCommit(false);
        try (Statement statement = running.running(connection.createStatement())) {
            requireMet(statement);
            statement.execute("DELETE FROM " + table.duckSql()
                    + predicate.map(text -> " WHERE " + text).orElse(""));
            statement.execute("INSERT INTO " + table.duckSql() + " SELECT * FROM " + NEW_ROWS);
            long rows = statement.getUpdateCount();
            connection.commit();
            return rows;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void requireMet(Statement statement) throws SQLException {
        if (predicate.isEmpty()) {
            return;
        }
        String others = "SELECT count(*) FROM " + NEW_ROWS + " WHERE NOT coalesce(" + predicate.get() + ", false)";
        try (ResultSet result = statement.executeQuery(others)) {
            result.next();
            if (result.getLong(1) > 0) {
                throw new StatementFailure(
                        "DELTA_REPLACE_WHERE_MISMATCH",
                        "44000",
                        "Written data does not conform to the REPLACE WHERE condition: " + result.getLong(1)
                                + " rows.");
            }
        }
    }
}
