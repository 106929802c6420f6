package io.github.sqldatabricks.bridge.airbyte.record;

/** Text in JSON: characters that must be escaped are, and half of a surrogate pair, which UTF-8 can't say, becomes U+FFFD. */
final class JsonText {

    private static final int PIECE = 2048;
    /** The longest form of one character: a backslash, u and four digits. */
    private static final int LONGEST = 6;

    private static final int ASCII = 0x80;
    private static final int TWO_BYTES = 0x800;
    private static final int SIX_BITS = 0x3F;
    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] HEX = JsonBuffer.ascii("0123456789abcdef");
    /** What follows the backslash: 0 when nothing is escaped, {@code u} for the long form. */
    private static final byte[] ESCAPES = escapes();

    private JsonText() {}

    /** Writes text in quotes; returns whether a character had to be replaced. */
    static boolean quoted(JsonBuffer out, String text) {
        out.raw('"');
        boolean replaced = write(out, text, true);
        out.raw('"');
        return replaced;
    }

    /** Writes text that is JSON already, on one line; returns whether a character had to be replaced. */
    static boolean json(JsonBuffer out, String json) {
        return write(out, json, false);
    }

    private static boolean write(JsonBuffer out, String text, boolean escape) {
        boolean replaced = false;
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + PIECE);
            // A pair of surrogates stays in one piece.
            to = to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to + 1 : to;
            replaced |= piece(out, text, from, to, escape);
            from = to;
        }
        return replaced;
    }

    private static boolean piece(JsonBuffer out, String text, int from, int to, boolean escape) {
        byte[] target = out.room((to - from) * LONGEST);
        int end = out.length();
        boolean replaced = false;
        for (int i = from; i < to; i++) {
            char character = text.charAt(i);
            if (character < ASCII) {
                end = ascii(target, end, character, escape);
            } else if (!Character.isSurrogate(character)) {
                end = utf8(target, end, character);
            } else if (Character.isHighSurrogate(character)
                    && i + 1 < to
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                end = supplementary(target, end, Character.toCodePoint(character, text.charAt(++i)));
            } else {
                end = utf8(target, end, REPLACEMENT);
                replaced = true;
            }
        }
        out.written(end);
        return replaced;
    }

    private static int ascii(byte[] target, int end, char character, boolean escape) {
        byte how = ESCAPES[character];
        if (how == 0 || !escape) {
            // Outside of texts, control characters are blanks between tokens.
            target[end] = character < ' ' ? (byte) ' ' : (byte) character;
            return end + 1;
        }
        target[end] = '\\';
        target[end + 1] = how;
        return how == 'u' ? hex(target, end + 2, character) : end + 2;
    }

    private static int hex(byte[] target, int end, char character) {
        target[end] = '0';
        target[end + 1] = '0';
        target[end + 2] = HEX[character >> 4];
        target[end + 3] = HEX[character & 0xF];
        return end + 4;
    }

    private static int utf8(byte[] target, int end, char character) {
        if (character < TWO_BYTES) {
            target[end] = (byte) (0xC0 | character >> 6);
            target[end + 1] = (byte) (ASCII | character & SIX_BITS);
            return end + 2;
        }
        target[end] = (byte) (0xE0 | character >> 12);
        target[end + 1] = (byte) (ASCII | character >> 6 & SIX_BITS);
        target[end + 2] = (byte) (ASCII | character & SIX_BITS);
        return end + 3;
    }

    private static int supplementary(byte[] target, int end, int point) {
        target[end] = (byte) (0xF0 | point >> 18);
        target[end + 1] = (byte) (ASCII | point >> 12 & SIX_BITS);
        target[end + 2] = (byte) (ASCII | point >> 6 & SIX_BITS);
        target[end + 3] = (byte) (ASCII | point & SIX_BITS);
        return end + 4;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[ASCII];
        java.util.Arrays.fill(escapes, 0, ' ', (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
