package io.github.sqldatabricks.bridge.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the series that an expression selects; enough of PromQL for that.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying basics</a>
 */
final class PromQl {

    private static final Pattern SELECTOR = Pattern.compile("(?<![\\w:$])([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern LABEL_LISTS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern FUNCTION = Pattern.compile("[a-z_0-9]+\\s*\\(");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private PromQl() {}

    /** What is selected, with its conditions. */
    record Selector(String metric, List<Condition> conditions) {}

    /** A condition on a label. */
    record Condition(String label, String operator, String value) {
        boolean admits(String text) {
            return switch (operator) {
                case "=" -> text.equals(value);
                case "!=" -> !text.equals(value);
                case "=~" -> text.matches(value);
                default -> !text.matches(value);
            };
        }
    }

    static List<Selector> selectors(String expression) {
        String bare =
                RANGE.matcher(LABEL_LISTS.matcher(expression).replaceAll(" ")).replaceAll("");
        // A function's name would look like a metric's.
        bare = FUNCTION.matcher(bare).replaceAll("(");
        List<Selector> found = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(bare);
        while (selector.find()) {
            if (!WORDS.contains(selector.group(1))) {
                found.add(new Selector(selector.group(1), conditions(selector.group(2))));
            }
        }
        return found;
    }

    private static List<Condition> conditions(String text) {
        List<Condition> found = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(text == null ? "" : text);
        while (matcher.find()) {
            found.add(new Condition(matcher.group(1), matcher.group(2), matcher.group(3)));
        }
        return found;
    }
}
