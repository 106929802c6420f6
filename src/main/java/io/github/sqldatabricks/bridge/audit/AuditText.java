package io.github.sqldatabricks.bridge.audit;

import java.util.Optional;

/** What others sent, made fit for a record: never longer than its column, and storable in every database. */
final class AuditText {

    private static final String CUT = "...";
    private static final char REPLACEMENT = '\uFFFD';

    private AuditText() {}

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
