package io.github.sqldatabricks.bridge.extraction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of the rows of a statement: those whose value of a column is in a range. The ranges between some borders have each row exactly
 * once, whatever the borders are, as long as they ascend in the server's order.
 *
 * @param <T> what a border is bound as
 * @param after exclusive; empty for no lower end
 * @param upTo inclusive; empty for no upper end
 * @param nulls whether rows without a value are among them
 */
public record RowRange<T>(Optional<T> after, Optional<T> upTo, boolean nulls) {

    /**
     * All ranges between borders: one more than there are borders. Rows without a value are in the first one.
     *
     * @param borders in ascending order of the server that is asked
     */
    public static <T> List<RowRange<T>> between(List<T> borders) {
        List<RowRange<T>> ranges = new ArrayList<>();
        Optional<T> after = Optional.empty();
        for (T border : borders) {
            ranges.add(new RowRange<>(after, Optional.of(border), after.isEmpty()));
            after = Optional.of(border);
        }
        ranges.add(new RowRange<>(after, Optional.empty(), after.isEmpty()));
        return ranges;
    }

    /** Whether no row is left out. */
    public boolean isEverything() {
        return after.isEmpty() && upTo.isEmpty() && nulls;
    }

    /**
     * The condition that its rows meet, in T-SQL; for a range that leaves something out.
     *
     * @param column quoted
     * @param marker of a border
     */
    public String condition(String column, String marker) {
        return condition(column, marker, " <= ");
    }

    /** As {@link #condition}, without the rows that have the greatest value; for a range with an upper end. */
    public String conditionBelow(String column, String marker) {
        return condition(column, marker, " < ");
    }

    private String condition(String column, String marker, String upper) {
        List<String> ends = Stream.of(
                        after.map(border -> column + " > " + marker), upTo.map(border -> column + upper + marker))
                .flatMap(Optional::stream)
                .toList();
        String range = String.join(" AND ", ends);
        return nulls ? range + " OR " + column + " IS NULL" : range;
    }

    /** The values of the condition's markers, in order. */
    public List<T> borders() {
        return Stream.of(after, upTo).flatMap(Optional::stream).toList();
    }
}
