package io.github.sqldatabricks.bridge.sync.type;

import java.util.Locale;
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

    private static final int MAX = -1;

    public DeclaredType {
        name = name.toLowerCase(Locale.ROOT);
    }

    /** As T-SQL declares it, such as {@code decimal(18, 2)}. */
    public String declaration() {
        return switch (name) {
            case "decimal", "numeric" -> name + "(" + precision + ", " + scale + ")";
            case "time", "datetime2", "datetimeoffset" -> name + "(" + scale + ")";
            case "char", "varchar", "binary", "varbinary" -> name + "(" + length(Byte.BYTES) + ")";
            case "nchar", "nvarchar" -> name + "(" + length(Character.BYTES) + ")";
            case "timestamp" -> "rowversion";
            default -> name;
        };
    }

    private String length(int unitBytes) {
        return maxLength == MAX ? "max" : Integer.toString(maxLength / unitBytes);
    }

    /** The most bytes that a value can have; 2^31 - 1 for {@code (max)}, text, ntext and image. */
    int maxBytes() {
        boolean large = maxLength == MAX || name.endsWith("text") || name.equals("image");
        return large ? Integer.MAX_VALUE : maxLength;
    }
}
