package io.github.sqldatabricks.bridge.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes T-SQL names apart: {@code db..[My Table]} becomes {@code db}, an empty part and {@code my table}.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers">Database
 *     identifiers</a>
 */
final class Identifiers {

    /** The schema of a name that gives none; the login of the bridge must have it as its default schema. */
    static final String DEFAULT_SCHEMA = "dbo";

    private static final Pattern PART =
            Pattern.compile("\\[((?:[^\\]]|\\]\\])+)\\]|\"((?:[^\"]|\"\")+)\"|([^.\\[\\]\"\\s]*)");

    private Identifiers() {}

    /**
     * The parts of a dotted name, in lower case, without brackets or quotes; a part left out ({@code db..t}) is empty.
     *
     * @throws IllegalArgumentException when the text is not a name
     */
    static List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(name);
        int position = 0;
        while (matcher.region(position, name.length()).lookingAt()) {
            parts.add(unquoted(matcher));
            position = matcher.end();
            if (position == name.length()) {
                return parts;
            }
            if (name.charAt(position++) != '.') {
                break;
            }
        }
        throw new IllegalArgumentException("not a table name");
    }

    private static String unquoted(Matcher matcher) {
        String text = matcher.group(3);
        if (matcher.group(1) != null) {
            text = matcher.group(1).replace("]]", "]");
        } else if (matcher.group(2) != null) {
            text = matcher.group(2).replace("\"\"", "\"");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
