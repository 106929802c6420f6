package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementRequest.StatementParameter;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Translates the part of Databricks SQL that DuckDB says otherwise; everything else passes through. It works on tokens,
 * so a string literal is never taken for anything else. It decides nothing about what is valid Databricks SQL: array
 * positions, change data feeds, history and identity columns, for one, are DuckDB's or missing.
 */
final class DatabricksSql {

    /** After these words comes a column or an alias, never a type. */
    private static final Set<String> NEVER_BEFORE_A_TYPE = Set.of(
            "SELECT",
            "DISTINCT",
            "BY",
            "WHERE",
            "AND",
            "OR",
            "NOT",
            "ON",
            "SET",
            "WHEN",
            "THEN",
            "ELSE",
            "CASE",
            "HAVING",
            "AS",
            "COLUMN",
            "IN",
            "BETWEEN",
            "LIKE",
            "IS",
            "ALL",
            "FROM",
            "JOIN",
            "USING",
            "INTO",
            "TABLE",
            "EXISTS");

    /** Words that DuckDB keeps for itself and that are ordinary names in Databricks SQL. */
    private static final Set<String> DUCK_RESERVED = Set.of(
            "ANALYSE",
            "ASYMMETRIC",
            "AT",
            "DEFERRABLE",
            "DO",
            "INITIALLY",
            "LAMBDA",
            "PIVOT_LONGER",
            "PIVOT_WIDER",
            "PLACING",
            "SUMMARIZE",
            "SYMMETRIC",
            "VARIADIC");

    /** Tokens from a name of three parts to what follows it. */
    private static final int VERSION = 5;

    private final SqlCursor tokens;
    private final List<StatementParameter> parameters;
    private final SqlFunctions functions;
    private final SqlTypes types;
    private final WarehouseSession session;
    private final TableHistory history;
    private final boolean definesTable;
    private final StringBuilder text = new StringBuilder();
    private final List<String> values = new ArrayList<>();
    private int ordinals;
    private final Deque<String> parentheses = new ArrayDeque<>();

    private DatabricksSql(
            List<SqlToken> statement,
            List<StatementParameter> parameters,
            WarehouseSession session,
            SandboxVolumes volumes,
            TableHistory history) {
        this.session = session;
        this.history = history;
        this.tokens = new SqlCursor(statement);
        this.parameters = parameters;
        this.functions = new SqlFunctions(this, tokens, session, volumes, history);
        this.types = new SqlTypes(tokens);
        this.definesTable = tokens.peek(0).isWord("CREATE") || tokens.peek(0).isWord("ALTER");
    }

    /** @throws StatementFailure when the statement can't be read, or a parameter or a file that it names is missing */
    static TranslatedSql translate(
            List<SqlToken> statement,
            List<StatementParameter> parameters,
            WarehouseSession session,
            SandboxVolumes volumes,
            TableHistory history) {
        DatabricksSql translation = new DatabricksSql(statement, parameters, session, volumes, history);
        while (!translation.tokens.atEnd()) {
            translation.translateNext();
        }
        return new TranslatedSql(translation.text.toString(), translation.values);
    }

    /** Translates one token, or one construct that begins here. */
    void translateNext() {
        if (isTableOption()) {
            return;
        }
        if (definesTable && parentheses.isEmpty() && tokens.skipWords("RENAME", "TO")) {
            renameTo(QualifiedName.read(tokens, session));
            return;
        }
        if (definesTable && parentheses.isEmpty() && tokens.skipWords("ADD", "COLUMNS")) {
            addColumn();
            return;
        }
        if (!translateParameter() && !translateName() && !functions.translate()) {
            translateOther();
        }
    }

    void emit(String sql) {
        text.append(text.isEmpty() ? "" : " ").append(sql);
    }

    private void translateOther() {
        if (types.isGeneric() || (types.isScalar() && isTypePosition())) {
            emit(types.translate());
        } else if (tokens.skipSymbol("<=>")) {
            emit("IS NOT DISTINCT FROM");
        } else if (tokens.skipSymbol("==")) {
            emit("=");
        } else if (tokens.skipSymbol(";")) {
            throw StatementFailure.syntax("Expected one statement, but another follows the ';'");
        } else {
            copy();
        }
    }

    /** Copies a token and keeps track of the function that each open parenthesis belongs to. */
    void copy() {
        SqlToken token = tokens.next();
        if (token.isSymbol("(")) {
            parentheses.push(tokens.peek(-2).value());
        } else if (token.isSymbol(")") && !parentheses.isEmpty()) {
            parentheses.pop();
        }
        boolean reserved = token.kind() == SqlToken.Kind.WORD
                && DUCK_RESERVED.contains(token.value().toUpperCase(Locale.ROOT));
        emit(reserved ? SqlToken.quotedName(token.value()) : token.text());
    }

    private boolean isTypePosition() {
        SqlToken before = tokens.peek(-1);
        if (tokens.peek(1).kind() == SqlToken.Kind.STRING || before.isSymbol("::")) {
            return true;
        }
        if (before.isWord("AS")) {
            return !parentheses.isEmpty()
                    && parentheses.peek().toUpperCase(Locale.ROOT).endsWith("CAST");
        }
        return before.isName()
                && !NEVER_BEFORE_A_TYPE.contains(before.value().toUpperCase(Locale.ROOT))
                && !tokens.peek(1).isSymbol(".");
    }

    private boolean translateParameter() {
        boolean named =
                tokens.peek(0).isSymbol(":") && hasParameter(tokens.peek(1).value());
        if (!named && !tokens.peek(0).isSymbol("?")) {
            return false;
        }
        tokens.next();
        StatementParameter parameter = named ? named(tokens.next().value()) : nextParameter();
        values.add(parameter.value());
        emit("CAST(? AS " + SqlTypes.translate(parameter.type()) + ")");
        return true;
    }

    private boolean hasParameter(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equalsIgnoreCase(name));
    }

    private StatementParameter named(String name) {
        return parameter(":" + name, parameter -> parameter.name().equalsIgnoreCase(name));
    }

    private StatementParameter nextParameter() {
        int ordinal = ++ordinals;
        return parameter("number " + ordinal, parameter -> parameter.ordinal() == ordinal);
    }

    private StatementParameter parameter(String marker, Predicate<StatementParameter> wanted) {
        return parameters.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new StatementFailure(
                        "UNBOUND_SQL_PARAMETER", "42P02", "Expected a value for parameter " + marker + "."));
    }

    /** DuckDB keeps the name {@code main} for itself, so the catalog of this name has another one there. */
    private boolean translateName() {
        SqlToken token = tokens.peek(0);
        if (token.isWord("parquet")
                && tokens.peek(1).isSymbol(".")
                && tokens.peek(2).kind() == SqlToken.Kind.QUOTED_NAME) {
            functions.readParquet();
            return true;
        }
        if (!token.isName() || !tokens.peek(1).isSymbol(".") || tokens.peek(-1).isSymbol(".")) {
            return false;
        }
        if (tokens.peek(VERSION).isWord("VERSION") && tokens.peek(VERSION + 1).isWord("AS")) {
            versionOfTable();
            return true;
        }
        tokens.next();
        emit(
                token.value().equalsIgnoreCase(Catalogs.MAIN)
                        ? SqlToken.quotedName(Catalogs.duckName(token.value()))
                        : token.text());
        return true;
    }

    /** {@code catalog.schema.table VERSION AS OF 3}. */
    private void versionOfTable() {
        QualifiedName table = QualifiedName.read(tokens, session);
        if (!tokens.skipWords("VERSION", "AS", "OF")) {
            throw StatementFailure.syntax("Expected VERSION AS OF");
        }
        emit(history.asOf(table, Long.parseLong(tokens.next().value())));
    }

    /** DuckDB renames within a schema only, and takes the new name without it. */
    private void renameTo(QualifiedName name) {
        SqlCursor start = tokens.fromStart();
        start.skipWords("ALTER", "TABLE");
        QualifiedName before = QualifiedName.read(start, session);
        if (!before.catalog().equals(name.catalog()) || !before.schema().equals(name.schema())) {
            throw new StatementFailure(
                    "UNSUPPORTED_FEATURE", "0A000", "The sandbox renames a table within its schema only.");
        }
        emit("RENAME TO " + SqlToken.quotedName(name.name()));
    }

    /** {@code ADD COLUMNS (name TYPE)}: DuckDB adds one column a statement, without parentheses. */
    private void addColumn() {
        tokens.requireSymbol("(");
        emit("ADD COLUMN");
        int depth = 0;
        while (!tokens.atEnd() && (depth > 0 || !tokens.peek(0).isSymbol(")"))) {
            if (depth == 0 && tokens.peek(0).isSymbol(",")) {
                throw new StatementFailure("UNSUPPORTED_FEATURE", "0A000", "The sandbox adds one column a statement.");
            }
            depth += tokens.peek(0).isSymbol("(") ? 1 : 0;
            depth -= tokens.peek(0).isSymbol(")") ? 1 : 0;
            translateNext();
        }
        tokens.requireSymbol(")");
    }

    /** Skips what only Delta understands: the format, properties, clustering and comments of a table. */
    private boolean isTableOption() {
        if (!definesTable || tokens.peek(-1).isSymbol(".")) {
            return false;
        }
        if (tokens.peek(0).isWord("COMMENT") && tokens.peek(1).kind() == SqlToken.Kind.STRING) {
            return tokens.skipWord("COMMENT") && tokens.next() != null;
        }
        if (tokens.skipWords("PRIMARY", "KEY")) {
            primaryKey();
            return true;
        }
        if (parentheses.isEmpty() && (tokens.skipWords("USING", "DELTA") || tokens.skipWords("USING", "PARQUET"))) {
            return true;
        }
        boolean option = parentheses.isEmpty()
                && (tokens.skipWord("TBLPROPERTIES")
                        || tokens.skipWords("CLUSTER", "BY")
                        || tokens.skipWords("PARTITIONED", "BY"));
        if (option) {
            tokens.skipParentheses();
        }
        return option;
    }

    /** Databricks does not enforce it, DuckDB would: something has to stand there that is always true. */
    private void primaryKey() {
        tokens.skipParentheses();
        tokens.skipWords("NOT", "ENFORCED");
        if (!tokens.skipWord("RELY")) {
            tokens.skipWord("NORELY");
        }
        emit("CHECK (true)");
    }

    /**
     * A statement as DuckDB takes it.
     *
     * @param text with a {@code ?} for each value
     * @param values in the order of the markers, as text; null is NULL
     */
    record TranslatedSql(String text, List<String> values) {

        void bind(PreparedStatement statement) throws SQLException {
            for (int index = 0; index < values.size(); index++) {
                statement.setString(index + 1, values.get(index));
            }
        }
    }
}
