package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What columns of characters and bytes take. The length of char, varchar and text is counted in bytes of their code page, that of
 * nchar, nvarchar and ntext in UTF-16 units. Shorter values of char and nchar are filled with blanks, which SQL Server's comparison
 * ignores; nothing is cut, no blank either.
 */
final class StringRules {

    private static final int ASCII_END = 0x80;

    /**
     * Java's name of each code page that a SQL Server collation can have.
     *
     * @see <a href="https://learn.microsoft.com/sql/relational-databases/collations/collation-and-unicode-support">Collations</a>
     */
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

    private StringRules() {}

    /** nchar, nvarchar and ntext. */
    static TargetType national(DeclaredType declared) {
        int maxUnits = declared.maxBytes() / Character.BYTES;
        return CheckedType.of(declared).takingText(text -> {
            if (text.length() > maxUnits) {
                throw CheckedType.refused("at most " + maxUnits + " UTF-16 units");
            }
            return text;
        });
    }

    /** char, varchar and text. */
    static TargetType encoded(DeclaredType declared) {
        return charset(declared.codePage())
                .<TargetType>map(charset ->
                        CheckedType.of(declared).takingText(() -> new Encoded(charset, declared.maxBytes())::check))
                .orElseGet(() -> new CheckedType.Refused(
                        declared.declaration(),
                        "the bridge does not know the code page of its collation; make it nvarchar."));
    }

    /** Empty for a code page that is not known here. */
    private static Optional<Charset> charset(OptionalInt codePage) {
        return codePage.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(CHARSETS.get(codePage.getAsInt())).map(Charset::forName);
    }

    /** binary. A shorter value is refused: SQL Server would fill it with zeros, and it would be another one. */
    static TargetType fixedBytes(DeclaredType declared) {
        return bytes(declared, declared.maxBytes(), "exactly ");
    }

    /** varbinary and image. */
    static TargetType bytes(DeclaredType declared) {
        return bytes(declared, 0, "at most ");
    }

    private static TargetType bytes(DeclaredType declared, int least, String bound) {
        int most = declared.maxBytes();
        return CheckedType.of(declared).takingBytes(value -> {
            if (value.length < least || value.length > most) {
                throw CheckedType.refused(bound + most + " bytes");
            }
            return value;
        });
    }

    /** Counts as the server stores. An encoder has a state, so each column of each event has its own. */
    private static final class Encoded {

        private final CharsetEncoder encoder;
        private final int maxBytes;

        Encoded(Charset charset, int maxBytes) {
            this.encoder = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            this.maxBytes = maxBytes;
        }

        Object check(String text) {
            if (bytes(text) > maxBytes) {
                throw CheckedType.refused(
                        "at most " + maxBytes + " bytes in " + encoder.charset().name());
            }
            return text;
        }

        /** Every code page agrees with ASCII. */
        private int bytes(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) >= ASCII_END) {
                    return encodedBytes(text);
                }
            }
            return text.length();
        }

        private int encodedBytes(String text) {
            try {
                return encoder.encode(CharBuffer.wrap(text)).remaining();
            } catch (CharacterCodingException e) {
                throw CheckedType.refused(
                        "characters of the code page " + encoder.charset().name() + " only (nvarchar holds all)");
            }
        }
    }
}
