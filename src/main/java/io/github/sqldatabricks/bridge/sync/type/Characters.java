package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;

/**
 * char, varchar and text, whose length is counted in bytes of their code page; nchar, nvarchar and ntext, whose length is
 * counted in UTF-16 units. Shorter values of char and nchar are filled with blanks, which SQL Server's comparison ignores;
 * nothing is cut, no blank either.
 */
final class Characters {

    private static final int ASCII_END = 0x80;

    private Characters() {}

    static TargetType national(DeclaredType declared) {
        int maxUnits = declared.maxBytes() / Character.BYTES;
        return CheckedType.of(declared)
                .taking(
                        ColumnType.Text.class,
                        source -> Values.text(text -> {
                            if (text.length() > maxUnits) {
                                throw Values.refused("at most " + maxUnits + " UTF-16 units");
                            }
                            return text;
                        }));
    }

    static TargetType encoded(DeclaredType declared) {
        return CodePages.charset(declared.codePage())
                .<TargetType>map(charset -> CheckedType.of(declared)
                        .taking(
                                ColumnType.Text.class,
                                source -> Values.text(new Encoded(charset, declared.maxBytes())::check)))
                .orElseGet(() -> new RefusedType(
                        declared.declaration(),
                        "the bridge does not know the code page of its collation; make it nvarchar."));
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
                throw Values.refused(
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
                throw Values.refused(
                        "characters of the code page " + encoder.charset().name() + " only (nvarchar holds all)");
            }
        }
    }
}
