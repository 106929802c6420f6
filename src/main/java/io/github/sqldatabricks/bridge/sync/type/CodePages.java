package io.github.sqldatabricks.bridge.sync.type;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Java's name of each code page that a SQL Server collation can have.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/collations/collation-and-unicode-support">Collations</a>
 */
final class CodePages {

    private static final Map<Integer, String> CHARSETS = Map.ofEntries(
            Map.entry(437, "IBM437"),
            Map.entry(850, "IBM850"),
            Map.entry(874, "x-windows-874"),
            Map.entry(932, "windows-31j"),
            Map.entry(936, "x-mswin-936"),
            Map.entry(949, "x-windows-949"),
            Map.entry(950, "x-windows-950"),
            Map.entry(1250, "windows-1250"),
            Map.entry(1251, "windows-1251"),
            Map.entry(1252, "windows-1252"),
            Map.entry(1253, "windows-1253"),
            Map.entry(1254, "windows-1254"),
            Map.entry(1255, "windows-1255"),
            Map.entry(1256, "windows-1256"),
            Map.entry(1257, "windows-1257"),
            Map.entry(1258, "windows-1258"),
            Map.entry(65001, "UTF-8"));

    private CodePages() {}

    /** Empty for a code page that is not known here. */
    static Optional<Charset> charset(OptionalInt codePage) {
        return codePage.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(CHARSETS.get(codePage.getAsInt())).map(Charset::forName);
    }
}
