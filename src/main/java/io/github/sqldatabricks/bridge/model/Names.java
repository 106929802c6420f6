package io.github.sqldatabricks.bridge.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How the validated names of this package are read and checked. */
final class Names {

    private static final int SHOWN_CHARACTERS = 80;

    private Names() {}

    /**
     * Returns {@code value} when it matches, and else says what was expected and what came.
     *
     * @throws BridgeException.InvalidRequest when the value is null or does not match
     */
    static String require(String value, Pattern pattern, ErrorCode code, String expected) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new BridgeException.InvalidRequest(code, "Expected " + expected + ", but got " + shown(value) + ".");
        }
        return value;
    }

    /**
     * The parts of a dotted name, without their quotes; empty when the text is no such name.
     *
     * @param open begins a quoted part
     * @param close ends it, and is doubled inside of it
     */
    static List<String> parts(String text, char open, char close) {
        return text == null ? List.of() : new DottedName(text, open, close).parts();
    }

    /** A value as an error message may show it: quoted, short, without control characters. */
    static String shown(String value) {
        if (value == null) {
            return "nothing";
        }
        String printable = QuotedInput.printable(value);
        return printable.length() <= SHOWN_CHARACTERS
                ? "'" + printable + "'"
                : "'" + printable.substring(0, SHOWN_CHARACTERS) + "...'";
    }

    /** Takes a dotted name apart whose parts may be quoted, the closing quote doubled inside of them. */
    private static final class DottedName {

        private final String text;
        private final char open;
        private final char close;
        private final List<String> parts = new ArrayList<>();
        private int position;

        private DottedName(String text, char open, char close) {
            this.text = text;
            this.open = open;
            this.close = close;
        }

        private List<String> parts() {
            do {
                String part = isQuoted() ? quoted() : plain();
                if (part.isEmpty()) {
                    return List.of();
                }
                parts.add(part);
            } while (position < text.length() && text.charAt(position++) == '.');
            boolean whole = position == text.length() && !text.endsWith(".");
            return whole ? parts : List.of();
        }

        private boolean isQuoted() {
            return position < text.length() && text.charAt(position) == open;
        }

        private String plain() {
            int start = position;
            while (position < text.length() && text.charAt(position) != '.') {
                position++;
            }
            return text.substring(start, position);
        }

        /** Empty when the quote is never closed. */
        private String quoted() {
            StringBuilder part = new StringBuilder();
            for (position++; position < text.length(); position++) {
                char c = text.charAt(position);
                boolean closes = c == close;
                if (closes && (position + 1 == text.length() || text.charAt(position + 1) != close)) {
                    position++;
                    return part.toString();
                }
                position += closes ? 1 : 0;
                part.append(c);
            }
            return "";
        }
    }
}
