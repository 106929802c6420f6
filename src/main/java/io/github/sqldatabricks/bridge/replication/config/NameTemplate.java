package io.github.sqldatabricks.bridge.replication.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name with placeholders such as <code>{country}</code>, whose values are names themselves. What comes out is checked by the type of the
 * name.
 *
 * @param text as it is written
 */
public record NameTemplate(String text) {

    /** The country of the source, in lower case. */
    public static final String COUNTRY = "country";

    /** The schema of the source's table. */
    public static final String SCHEMA = "schema";

    /** The source's table, or the stream of a template. */
    public static final String TABLE = "table";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /**
     * Reads one.
     *
     * @param allowed the placeholders that have a value there
     */
    static NameTemplate read(YamlValue value, Set<String> allowed) {
        NameTemplate template = new NameTemplate(value.text());
        Matcher matcher = PLACEHOLDER.matcher(template.text);
        while (matcher.find()) {
            if (!allowed.contains(matcher.group(1))) {
                throw value.refused("a name whose placeholders are of " + shown(allowed));
            }
        }
        if (matcher.replaceAll("").matches(".*[{}].*")) {
            throw value.refused("a name without braces other than those of " + shown(allowed));
        }
        return template;
    }

    private static String shown(Set<String> allowed) {
        return "{" + String.join("}, {", new TreeSet<>(allowed)) + "}";
    }

    /** The name with these values; one that is missing stays a placeholder. */
    public String with(Map<String, String> values) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    @Override
    public String toString() {
        return text;
    }
}
