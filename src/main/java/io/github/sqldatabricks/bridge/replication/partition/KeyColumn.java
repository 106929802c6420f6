package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.change.CursorType;
import io.github.sqldatabricks.bridge.replication.change.CursorValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column whose ranges rows are divided by: of any type with an order that an index can have. Its values come from the server and go back
 * to it, so the server's order, a collation's too, is the only one.
 *
 * @param name as the source has it, without quotes
 * @param type what its values are bound as
 */
public record KeyColumn(String name, ParameterType type) {

    private static final Map<String, Kind> OTHERS = Map.of(
            "char", Kind.CHAR,
            "varchar", Kind.VARCHAR,
            "nchar", Kind.NCHAR,
            "nvarchar", Kind.NVARCHAR,
            "binary", Kind.BINARY,
            "varbinary", Kind.VARBINARY,
            "uniqueidentifier", Kind.UNIQUEIDENTIFIER);
    private static final Pattern DECLARATION = Pattern.compile("([a-z]+)(?:\\((\\d{1,4})\\))?");

    /**
     * The column, when its type is one that rows can be divided by; not float, real, bit, time and what has no order, nor {@code
     * (max)}.
     *
     * @param declaration in T-SQL, such as {@code nvarchar(40)}
     */
    public static Optional<KeyColumn> of(String name, String declaration) {
        Matcher matcher = DECLARATION.matcher(declaration.toLowerCase(Locale.ROOT));
        Kind kind = matcher.matches() ? OTHERS.get(matcher.group(1)) : null;
        if (kind == null) {
            return ordered(name, declaration);
        }
        boolean sized = kind != Kind.UNIQUEIDENTIFIER;
        int size = matcher.group(2) == null ? (sized ? 1 : 0) : Integer.parseInt(matcher.group(2));
        return Optional.of(new KeyColumn(name, new ParameterType(kind, size, 0)));
    }

    private static Optional<KeyColumn> ordered(String name, String declaration) {
        try {
            return Optional.of(
                    new KeyColumn(name, CursorType.of(name, declaration).sql()));
        } catch (BridgeException.InvalidRequest e) {
            return Optional.empty();
        }
    }

    /** The name for a statement. */
    public String quoted() {
        return SqlServerTable.quote(name);
    }

    /** The marker of a value, of exactly the column's type. */
    public String marker() {
        return "CAST(? AS " + type + ")";
    }

    /** Whether its values have a time of day, so that they must be read as text to be exact. */
    public boolean hasTime() {
        return switch (type.kind()) {
            case SMALLDATETIME, DATETIME, DATETIME2, DATETIMEOFFSET -> true;
            default -> false;
        };
    }

    /** Whether borders come back as they were: those of varchar go through the database's code page, which may not have the column's characters. */
    public boolean isExact() {
        return type.kind() != Kind.CHAR && type.kind() != Kind.VARCHAR;
    }

    /** The text of which {@link #value} makes the value. */
    static String text(ParameterValue.Typed value) {
        return value.value() instanceof String text
                ? text
                : new CursorValue(new CursorType(value.type()), value.value()).text();
    }

    /** @param text as {@link io.github.sqldatabricks.bridge.replication.SmallResult} has it */
    public ParameterValue.Scalar value(String text) {
        return switch (type.kind()) {
            case CHAR, VARCHAR, NCHAR, NVARCHAR, UNIQUEIDENTIFIER, BINARY, VARBINARY ->
                new ParameterValue.Typed(type, text);
            default -> CursorValue.of(new CursorType(type), text).parameter();
        };
    }
}
