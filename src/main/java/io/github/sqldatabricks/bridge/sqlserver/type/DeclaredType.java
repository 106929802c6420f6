package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column's type as {@code sys.columns} and {@code sys.types} describe it.
 *
 * @param name the system type's name, such as {@code nvarchar}, case ignored; of an alias type its base type, of a CLR type
 *     its own name; {@code rowversion} is called {@code timestamp} there
 * @param maxLength {@code max_length}: in bytes, of nchar and nvarchar too; -1 for {@code (max)}
 * @param precision digits of a decimal
 * @param scale digits after the point of a decimal, or of a second
 * @param codePage {@code COLLATIONPROPERTY(collation_name, 'CodePage')} of char, varchar and text, 65001 for UTF-8; empty
 *     for others
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-columns-transact-sql">sys.columns</a>
 */
public record DeclaredType(String name, int maxLength, int precision, int scale, OptionalInt codePage) {

    /** {@link #maxLength} of {@code (max)}. */
    static final int MAX = -1;

    public DeclaredType {
        name = name.toLowerCase(Locale.ROOT);
    }

    /** The type's descriptor; a CLR type's for a name that nobody knows. */
    public SqlServerType type() {
        return SqlServerType.of(name);
    }

    /** As T-SQL declares it, such as {@code decimal(18, 2)}. */
    public String declaration() {
        SqlServerType type = type();
        String base = type == SqlServerType.USER_DEFINED ? name : type.sqlName();
        return switch (type.parameters()) {
            case NONE, UNBOUNDED -> base;
            case DIGITS -> base + "(" + precision + ", " + scale + ")";
            case FRACTION -> base + "(" + scale + ")";
            case BYTES -> base + "(" + length(Byte.BYTES) + ")";
            case UTF16_UNITS -> base + "(" + length(Character.BYTES) + ")";
        };
    }

    private String length(int unitBytes) {
        return maxLength == MAX ? "max" : Integer.toString(maxLength / unitBytes);
    }

    /** What a column of it takes; a type that takes nothing refuses every source with its reason. */
    public TargetType target() {
        return type().target(this);
    }

    /**
     * How its values are staged; empty for a type that takes nothing.
     *
     * @param collation of character types; null for others
     */
    public Optional<StagingForm> staging(String collation) {
        return type().staging(this, collation);
    }

    /** The most bytes that a value can have; 2^31 - 1 for {@code (max)}, text, ntext and image. */
    int maxBytes() {
        boolean large = maxLength == MAX || type().parameters() == SqlServerType.Parameters.UNBOUNDED;
        return large ? Integer.MAX_VALUE : maxLength;
    }
}
