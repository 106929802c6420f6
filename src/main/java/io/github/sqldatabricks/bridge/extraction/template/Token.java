package io.github.sqldatabricks.bridge.extraction.template;

import java.util.List;
import java.util.Locale;

/**
 * A stretch of a template.
 *
 * @param text as it goes to the server; without its placeholders' values when there are {@code parts}
 * @param parts fixed text and placeholders of a string or name that has placeholders; else empty
 * @param line where it starts, from 1
 */
record Token(Kind kind, String text, List<Part> parts, int line) {

    /** What a stretch is. */
    enum Kind {
        /** White space. */
        SPACE,
        /** A line or block comment. */
        COMMENT,
        /** A name, keyword, variable or number without quotes; with parts when placeholders are in it. */
        WORD,
        /** A string, with its {@code N}. */
        STRING,
        /** A name in brackets or double quotes. */
        QUOTED_NAME,
        /** Any other single character. */
        SYMBOL
    }

    /** Whether it is neither space nor comment. */
    boolean significant() {
        return kind != Kind.SPACE && kind != Kind.COMMENT;
    }

    /** Whether it is that symbol. */
    boolean is(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** The keyword that an unquoted word may be, in upper case; empty for anything else. */
    String keyword() {
        return kind == Kind.WORD && parts.isEmpty() ? text.toUpperCase(Locale.ROOT) : "";
    }

    /** Whether it has placeholders. */
    boolean templated() {
        return !parts.isEmpty();
    }

    /** A part of a string, a name or the code: either fixed text or a placeholder. */
    sealed interface Part {

        /** Text as it stands, braces already single. */
        record Fixed(String text) implements Part {}

        /** A placeholder {@code {name}}. */
        record Slot(String name) implements Part {}

        /** The placeholders' names among the parts, in order. */
        static List<String> slots(List<Part> parts) {
            return parts.stream()
                    .filter(Slot.class::isInstance)
                    .map(part -> ((Slot) part).name())
                    .toList();
        }
    }
}
