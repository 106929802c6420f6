package io.github.sqldatabricks.bridge.extraction.template;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a template's rows are divided among several readers: what its {@code @partition} says.
 *
 * @param column by whose ranges, without quotes
 * @param parts how many, 1 to 64; empty for as many as are found right
 */
public record PartitionBy(String column, OptionalInt parts) {

    static final String EXPECTED = "one column, in brackets if it has spaces, and perhaps how many parts (1 to 64)";

    private static final Pattern TEXT =
            Pattern.compile("(?:\\[((?:[^\\]]|]])+)]|([^\\s\\[\\]]+))(?:\\s+([1-9]|[1-5]\\d|6[0-4]))?");

    /** @param text such as {@code order_date}, or {@code [order date] 8}; empty when it is none */
    static Optional<PartitionBy> of(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String column =
                matcher.group(1) == null ? matcher.group(2) : matcher.group(1).replace("]]", "]");
        return Optional.of(new PartitionBy(
                column,
                matcher.group(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(3)))));
    }

    /** For people, such as {@code 8 by order_date}. */
    public String text() {
        return (parts.isPresent() ? parts.getAsInt() : "auto") + " by " + column;
    }
}
