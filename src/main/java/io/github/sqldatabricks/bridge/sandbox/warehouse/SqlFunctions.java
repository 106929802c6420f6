package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.util.Locale;
import java.util.Map;

/** The functions of Databricks SQL that DuckDB has under another name or with another syntax. */
final class SqlFunctions {

    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("array", "list_value"),
            Map.entry("octet_length", Catalogs.OCTET_LENGTH),
            Map.entry("unix_micros", "epoch_us"),
            Map.entry("unix_millis", "epoch_ms"),
            Map.entry("timestamp_micros", "make_timestamptz"),
            Map.entry("explode", "unnest"),
            Map.entry("collect_list", "list"),
            Map.entry("parse_json", "json"),
            Map.entry("raise_error", "error"),
            Map.entry("size", "len"),
            Map.entry("unbase64", "from_base64"));

    private final DatabricksSql translation;
    private final SqlCursor tokens;
    private final WarehouseSession session;
    private final SandboxVolumes volumes;
    private final TableHistory history;

    SqlFunctions(
            DatabricksSql translation,
            SqlCursor tokens,
            WarehouseSession session,
            SandboxVolumes volumes,
            TableHistory history) {
        this.history = history;
        this.translation = translation;
        this.tokens = tokens;
        this.session = session;
        this.volumes = volumes;
    }

    /** Translates the call that begins here, if it is one that DuckDB says otherwise. */
    boolean translate() {
        if (tokens.peek(0).kind() != SqlToken.Kind.WORD
                || !tokens.peek(1).isSymbol("(")
                || tokens.peek(-1).isSymbol(".")) {
            return false;
        }
        String name = tokens.peek(0).value().toLowerCase(Locale.ROOT);
        return translateWithoutArguments(name) || translateWithArguments(name);
    }

    private boolean translateWithoutArguments(String name) {
        String sql = tokens.peek(2).isSymbol(")") ? constant(name) : "";
        if (!sql.isEmpty()) {
            tokens.next();
            tokens.next();
            tokens.next();
            translation.emit(sql);
        }
        return !sql.isEmpty();
    }

    private String constant(String name) {
        return switch (name) {
            case "current_timestamp" -> "now()";
            case "current_date" -> "current_date";
            case "uuid" -> "CAST(uuid() AS VARCHAR)";
            case "current_timezone" -> SqlToken.stringLiteral(session.zone().getId());
            case "current_catalog" -> SqlToken.stringLiteral(session.catalog());
            case "current_schema", "current_database" -> SqlToken.stringLiteral(session.schema());
            default -> "";
        };
    }

    private boolean translateWithArguments(String name) {
        switch (name) {
            case "map" -> pairs("MAP {");
            case "named_struct" -> pairs("{");
            case "read_files" -> readFiles();
            case "timestamp_seconds" -> call("make_timestamptz(CAST(round((", ") * 1000000) AS BIGINT))");
            case "timestamp_millis" -> call("make_timestamptz(CAST((", ") * 1000 AS BIGINT))");
            case "make_dt_interval" -> makeInterval();
            case "range" -> range();
            case "unix_date" -> call("date_diff('day', DATE '1970-01-01', ", ")");
            case "inline" -> call("unnest(", ", max_depth := 2)");
            case "from_json" -> fromJson();
            case "to_json" -> toJson();
            case "table_changes" -> tableChanges();
            default -> {
                return rename(name);
            }
        }
        return true;
    }

    private boolean rename(String name) {
        String other = OTHER_NAMES.get(name);
        if (other != null) {
            tokens.next();
            translation.emit(other);
        }
        return other != null;
    }

    /** {@code map(key, value, ...)} becomes {@code MAP {key: value, ...}}. */
    private void pairs(String opening) {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit(opening);
        for (boolean key = true; !tokens.peek(0).isSymbol(")") && !tokens.atEnd(); key = !key) {
            argument();
            if (tokens.skipSymbol(",")) {
                translation.emit(key ? ":" : ",");
            }
        }
        tokens.requireSymbol(")");
        translation.emit("}");
    }

    /** Writes the one argument between these texts. */
    private void call(String before, String after) {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit(before);
        argument();
        tokens.requireSymbol(")");
        translation.emit(after);
    }

    /** {@code make_dt_interval(days, hours, minutes, seconds)}, of which the last ones may be missing. */
    private void makeInterval() {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit("(INTERVAL 0 SECOND");
        for (String unit : new String[] {"to_days", "to_hours", "to_minutes", "to_seconds"}) {
            if (!tokens.peek(0).isSymbol(")")) {
                translation.emit("+ " + unit + "(" + (unit.equals("to_seconds") ? "" : "CAST("));
                argument();
                translation.emit(unit.equals("to_seconds") ? ")" : "AS INTEGER))");
                tokens.skipSymbol(",");
            }
        }
        tokens.requireSymbol(")");
        translation.emit(")");
    }

    /** The table function, whose column is {@code id}; DuckDB calls it {@code range}. */
    private void range() {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit("(SELECT range AS id FROM range(");
        while (!tokens.peek(0).isSymbol(")") && !tokens.atEnd()) {
            argument();
            if (tokens.skipSymbol(",")) {
                translation.emit(",");
            }
        }
        tokens.requireSymbol(")");
        translation.emit("))");
    }

    /** {@code from_json(text, 'type')} becomes two casts: DuckDB reads JSON of any type so. */
    private void fromJson() {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit("CAST(CAST(");
        argument();
        tokens.requireSymbol(",");
        String type = tokens.require(SqlToken.Kind.STRING, "a type in quotes").value();
        tokens.requireSymbol(")");
        translation.emit("AS JSON) AS " + SqlTypes.translate(type) + ")");
    }

    /** DuckDB keeps the fields that are null, as {@code ignoreNullFields = false} asks; it knows no options. */
    private void toJson() {
        tokens.next();
        tokens.requireSymbol("(");
        translation.emit("to_json(");
        argument();
        if (tokens.skipSymbol(",")) {
            skipArgument();
        }
        tokens.requireSymbol(")");
        translation.emit(")");
    }

    private void skipArgument() {
        while (!tokens.atEnd() && !tokens.peek(0).isSymbol(")")) {
            if (tokens.peek(0).isSymbol("(")) {
                tokens.skipParentheses();
            } else {
                tokens.next();
            }
        }
    }

    private void argument() {
        int depth = 0;
        while (!tokens.atEnd()
                && (depth > 0
                        || !(tokens.peek(0).isSymbol(",") || tokens.peek(0).isSymbol(")")))) {
            depth += tokens.peek(0).isSymbol("(") ? 1 : 0;
            depth -= tokens.peek(0).isSymbol(")") ? 1 : 0;
            translation.translateNext();
        }
    }

    /** {@code read_files('/Volumes/...', format => 'parquet')}. */
    private void readFiles() {
        tokens.next();
        tokens.requireSymbol("(");
        String path = tokens.require(SqlToken.Kind.STRING, "a path in quotes").value();
        while (tokens.skipSymbol(",")) {
            option();
        }
        tokens.requireSymbol(")");
        translation.emit(volumes.readParquet(path));
    }

    private void option() {
        String name = tokens.requireName();
        tokens.requireSymbol("=>");
        String value = tokens.next().value();
        if (name.equalsIgnoreCase("format") && !value.equalsIgnoreCase("parquet")) {
            throw new StatementFailure(
                    "CF_UNSUPPORTED_FORMAT",
                    "0A000",
                    "Expected format => 'parquet', the only one here, but got '" + value + "'.");
        }
    }

    /** {@code table_changes('catalog.schema.table', 1, 3)}. */
    private void tableChanges() {
        tokens.next();
        tokens.requireSymbol("(");
        String name = tokens.require(SqlToken.Kind.STRING, "a table in quotes").value();
        tokens.requireSymbol(",");
        long from = Long.parseLong(tokens.next().value());
        long to = tokens.skipSymbol(",") ? Long.parseLong(tokens.next().value()) : Integer.MAX_VALUE;
        tokens.requireSymbol(")");
        translation.emit(history.changes(QualifiedName.read(new SqlCursor(SqlLexer.tokens(name)), session), from, to));
    }

    /** {@code parquet.`/Volumes/...`}. */
    void readParquet() {
        tokens.next();
        tokens.next();
        translation.emit(volumes.readParquet(tokens.next().value()));
    }
}
