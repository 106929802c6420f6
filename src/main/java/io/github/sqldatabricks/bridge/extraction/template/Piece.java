package io.github.sqldatabricks.bridge.extraction.template;

import java.util.List;

/** A piece of a template whose role is known. */
sealed interface Piece {

    /** Text that goes to the server as it stands. */
    record Raw(String sql) implements Piece {}

    /** A placeholder in the code: bound with its own type. */
    record Value(String name, Place place, int line) implements Piece {}

    /** A string with placeholders in it: the whole string is bound as one text. */
    record Literal(List<Part> parts, Place place, int line) implements Piece {}

    /** A name with placeholders in it: each value must match its declared pattern, the whole is bracketed. */
    record Identifier(List<Part> parts, int line) implements Piece {}

    /** What a bound value's surroundings ask for. */
    enum Place {
        /** One value. */
        SINGLE,
        /** After {@code IN}, without parentheses: a list, in parentheses that we write. */
        BARE_IN,
        /** Inside the parentheses of {@code IN}: a list. */
        IN_LIST,
        /** A time of {@code FOR SYSTEM_TIME}: T-SQL takes a parameter there, but no expression of it. */
        SYSTEM_TIME,
        /** After {@code TOP}, without parentheses: T-SQL takes a parameter in parentheses only. */
        BARE_TOP
    }
}
