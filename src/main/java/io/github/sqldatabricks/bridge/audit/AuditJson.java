package io.github.sqldatabricks.bridge.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * JSON on one line of plain ASCII: line breaks, control and bidirectional characters, and letters that only look like
 * others, stand there as escapes, so that no value can forge a line or hide in one. Texts of others are made fit for a record:
 * never longer than its column, and storable in every database.
 */
final class AuditJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final String CUT = "...";

    private static final char REPLACEMENT = '\uFFFD';

    static {
        MAPPER.getFactory().setCharacterEscapes(new WithDelete());
    }

    private AuditJson() {}

    /** DEL is ASCII, so JSON lets it through; a terminal does not show it. */
    private static final class WithDelete extends CharacterEscapes {

        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7F;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }

    /** UTC with microseconds, always of the same length. */
    static String time(Instant time) {
        return MICROSECONDS.format(time);
    }

    /** The text cut to {@code most} characters, with U+FFFD for NUL and for halves of characters, which not all databases take. */
    static String fit(String text, int most) {
        String cut = text.length() > most ? text.substring(0, most - CUT.length()) + CUT : text;
        StringBuilder clean = new StringBuilder(cut.length());
        cut.codePoints().forEach(point -> clean.appendCodePoint(isStorable(point) ? point : REPLACEMENT));
        return clean.toString();
    }

    static Optional<String> fit(Optional<String> text, int most) {
        return text.map(given -> fit(given, most));
    }

    private static boolean isStorable(int point) {
        return point != 0 && Character.getType(point) != Character.SURROGATE;
    }
}
