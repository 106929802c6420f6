package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.sql.SQLException;
import java.util.Map;

/** A statement that ends in state FAILED, with what a warehouse says then. */
final class StatementFailure extends RuntimeException {

    /**
     * DuckDB has no error numbers: its messages begin with the class of the error. Values: Databricks' condition and
     * SQLSTATE (its documentation, "Error conditions").
     */
    private static final Map<String, Condition> CONDITIONS = Map.of(
            "Parser Error", new Condition("PARSE_SYNTAX_ERROR", "42601"),
            "Catalog Error", new Condition("TABLE_OR_VIEW_NOT_FOUND", "42P01"),
            "Binder Error", new Condition("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"),
            "Conversion Error", new Condition("CAST_INVALID_INPUT", "22018"),
            "Out of Range Error", new Condition("ARITHMETIC_OVERFLOW", "22003"),
            "Constraint Error", new Condition("DELTA_NOT_NULL_CONSTRAINT_VIOLATED", "23502"),
            "TransactionContext Error", new Condition("DELTA_CONCURRENT_APPEND", "2D521"),
            "IO Error", new Condition("PATH_NOT_FOUND", "42K03"));

    private static final Condition OTHER = new Condition("INTERNAL_ERROR", "XX000");
    private static final String USER_ERROR = "Invalid Input Error: ";

    private final String sqlState;

    private record Condition(String name, String sqlState) {}

    private StatementFailure(Condition condition, String detail, Throwable cause) {
        super("[" + condition.name() + "] " + detail + " SQLSTATE: " + condition.sqlState(), cause);
        this.sqlState = condition.sqlState();
    }

    StatementFailure(String condition, String sqlState, String detail) {
        this(new Condition(condition, sqlState), detail, null);
    }

    static StatementFailure syntax(String detail) {
        return new StatementFailure("PARSE_SYNTAX_ERROR", "42601", detail + ".");
    }

    /** What a warehouse says in place of DuckDB's message. */
    static StatementFailure of(SQLException exception) {
        String message = Catalogs.withOwnNames(String.valueOf(exception.getMessage()));
        if (message.startsWith(USER_ERROR)) {
            return new StatementFailure(
                    new Condition("USER_RAISED_EXCEPTION", "P0001"), message.substring(USER_ERROR.length()), exception);
        }
        int colon = Math.max(message.indexOf(':'), 0);
        return new StatementFailure(condition(message.substring(0, colon), message), message, exception);
    }

    private static Condition condition(String errorClass, String message) {
        if (errorClass.equals("Catalog Error") && message.contains("already exists")) {
            return new Condition("TABLE_OR_VIEW_ALREADY_EXISTS", "42P07");
        }
        return CONDITIONS.getOrDefault(errorClass, OTHER);
    }

    /** Five characters, as the SQL standard has them. */
    String sqlState() {
        return sqlState;
    }
}
