package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.util.Locale;

/**
 * Writes a Databricks type as DuckDB does.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
final class SqlTypes {

    private final SqlCursor tokens;

    SqlTypes(SqlCursor tokens) {
        this.tokens = tokens;
    }

    /** @throws StatementFailure when {@code type} is not a type */
    static String translate(String type) {
        SqlCursor tokens = new SqlCursor(SqlLexer.tokens(type));
        String translated = new SqlTypes(tokens).translate();
        if (!tokens.atEnd()) {
            throw StatementFailure.syntax("Expected a type, but got '" + type + "'");
        }
        return translated;
    }

    /** Whether {@code ARRAY<}, {@code MAP<} or {@code STRUCT<} begins here. */
    boolean isGeneric() {
        boolean generic = tokens.peek(0).isWord("ARRAY")
                || tokens.peek(0).isWord("MAP")
                || tokens.peek(0).isWord("STRUCT");
        return generic && tokens.peek(1).isSymbol("<");
    }

    /** Whether a word stands here that names a type and has another name in DuckDB. */
    boolean isScalar() {
        return tokens.peek(0).kind() == SqlToken.Kind.WORD
                && !scalar(tokens.peek(0).value())
                        .equalsIgnoreCase(tokens.peek(0).value());
    }

    /** Translates the type that begins here. */
    String translate() {
        if (!isGeneric()) {
            return scalarType();
        }
        String generic = tokens.next().value().toUpperCase(Locale.ROOT);
        tokens.requireSymbol("<");
        String translated = switch (generic) {
            case "ARRAY" -> translate() + "[]";
            case "MAP" -> map();
            default -> struct();
        };
        tokens.requireSymbol(">");
        return translated;
    }

    private String map() {
        String key = translate();
        tokens.requireSymbol(",");
        return "MAP(" + key + ", " + translate() + ")";
    }

    private String struct() {
        StringBuilder fields = new StringBuilder("STRUCT(");
        do {
            String name = SqlToken.quotedName(tokens.requireName());
            tokens.skipSymbol(":");
            fields.append(fields.charAt(fields.length() - 1) == '(' ? "" : ", ");
            fields.append(name).append(' ').append(translate());
        } while (tokens.skipSymbol(","));
        return fields.append(')').toString();
    }

    private String scalarType() {
        String name = tokens.requireName();
        if (!tokens.peek(0).isSymbol("(")) {
            return scalar(name);
        }
        StringBuilder type = new StringBuilder(name.equalsIgnoreCase("DEC") ? "DECIMAL" : name);
        while (!tokens.peek(0).isSymbol(")") && !tokens.atEnd()) {
            type.append(tokens.next().value());
        }
        tokens.requireSymbol(")");
        return type.append(')').toString();
    }

    /** DECIMAL alone has 10 digits in Databricks and 18, 3 in DuckDB. */
    private static String scalar(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TIMESTAMP", "TIMESTAMP_LTZ" -> "TIMESTAMPTZ";
            case "TIMESTAMP_NTZ" -> "TIMESTAMP";
            case "STRING" -> "VARCHAR";
            case "BINARY" -> "BLOB";
            case "BYTE" -> "TINYINT";
            case "SHORT" -> "SMALLINT";
            case "LONG" -> "BIGINT";
            case "DECIMAL", "DEC", "NUMERIC" -> "DECIMAL(10,0)";
            case "VOID" -> "VARCHAR";
            default -> name;
        };
    }
}
