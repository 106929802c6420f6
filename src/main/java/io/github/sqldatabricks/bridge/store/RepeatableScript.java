package io.github.sqldatabricks.bridge.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements of migrations so that they can be run again: each does nothing where what it makes is there. Batches for {@code
 * sqlcmd} and SQL Server Management Studio.
 */
final class RepeatableScript {

    static final String BATCH = System.lineSeparator() + "GO" + System.lineSeparator();

    /** A statement ends with its line. */
    private static final Pattern END = Pattern.compile(";\\s*(?:\\R|$)");

    private static final Pattern COMMENTS = Pattern.compile("^(?:\\s*--[^\\n]*\\n)*\\s*");

    /** A statement's beginning, and when it is needed. Babelfish adds the table's name and a hash to an index's. */
    private static final List<Guard> GUARDS = List.of(
            new Guard("CREATE TABLE ([\\w.]+)", found -> "OBJECT_ID(N'" + found.group(1) + "', N'U') IS NULL"),
            new Guard(
                    "CREATE (?:UNIQUE )?INDEX (\\w+)\\s+ON ([\\w.]+)",
                    found -> "NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'" + found.group(2)
                            + "') AND (name = N'" + found.group(1) + "' OR name LIKE N'" + found.group(1)
                            + found.group(2).substring(found.group(2).indexOf('.') + 1) + "%'))"),
            new Guard(
                    "ALTER TABLE ([\\w.]+) ADD CONSTRAINT (\\w+)",
                    found -> "OBJECT_ID(N'bridge." + found.group(2) + "') IS NULL"),
            new Guard(
                    "ALTER TABLE ([\\w.]+) ADD (\\w+)",
                    found -> "COL_LENGTH(N'" + found.group(1) + "', N'" + found.group(2) + "') IS NULL"),
            new Guard("CREATE SEQUENCE ([\\w.]+)", found -> "OBJECT_ID(N'" + found.group(1) + "', N'SO') IS NULL"),
            new Guard(
                    "EXEC \\(N'CREATE TRIGGER ([\\w.]+)",
                    found -> "OBJECT_ID(N'" + found.group(1) + "', N'TR') IS NULL"),
            new Guard("INSERT INTO ([\\w.]+)", found -> "NOT EXISTS (SELECT 1 FROM " + found.group(1) + ")"));

    private RepeatableScript() {}

    private record Guard(Pattern begin, Function<MatchResult, String> condition) {
        Guard(String begin, Function<MatchResult, String> condition) {
            this(Pattern.compile(begin, Pattern.CASE_INSENSITIVE), condition);
        }

        Optional<String> of(String statement) {
            Matcher matcher = begin.matcher(statement);
            return matcher.lookingAt() ? Optional.of(condition.apply(matcher.toMatchResult())) : Optional.empty();
        }
    }

    /** A migration, each statement in a batch of its own, because one may need what the one before has made. */
    static String of(String migration) {
        return Arrays.stream(END.split(migration))
                .map(RepeatableScript::batch)
                .filter(batch -> !batch.isEmpty())
                .collect(Collectors.joining());
    }

    /** What the migrations say to developers, about placeholders and the embedded database, is left out. */
    private static String forAdministrators(String comments) {
        return comments.contains("H2") ? "" : comments.stripLeading();
    }

    private static String batch(String text) {
        Matcher comments = COMMENTS.matcher(text);
        int begin = comments.lookingAt() ? comments.end() : 0;
        String statement = text.substring(begin).strip();
        if (statement.isEmpty() || statement.startsWith("--")) {
            return "";
        }
        String guard = GUARDS.stream()
                .flatMap(candidate -> candidate.of(statement).stream())
                .findFirst()
                .map(condition -> "IF " + condition + System.lineSeparator())
                .orElse("");
        return forAdministrators(text.substring(0, begin)) + guard + statement + ";" + BATCH;
    }
}
