package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where to divide rows, so that the parts have about as many each. Steps of a histogram are taken as they are; where one is too large,
 * and behind the last one, the key is walked along. A single value is never divided.
 */
final class Borders {

    /** A step that is larger than so many parts is divided. */
    private static final int LARGE = 2;

    private final Walk walk;
    private final double size;
    private final int most;
    private final List<ParameterValue.Scalar> found = new ArrayList<>();
    private Optional<ParameterValue.Scalar> reached = Optional.empty();
    private double open;

    /** Goes along a key. */
    @FunctionalInterface
    interface Walk {

        /**
         * The value of the row that is so many rows further, in the server's order.
         *
         * @param after exclusive; empty for the begin
         * @param upTo inclusive; empty for the end
         * @return empty when there are fewer rows
         */
        Optional<ParameterValue.Scalar> next(
                Optional<ParameterValue.Scalar> after, Optional<ParameterValue.Scalar> upTo, long rows);
    }

    private Borders(Walk walk, double size, int most) {
        this.walk = walk;
        this.size = size;
        this.most = most;
    }

    /**
     * Borders in ascending order of the server.
     *
     * @param rows about how many there are, 0 or more
     * @param parts how many are wanted, at least 1; there are fewer where values repeat, and at most twice as many
     */
    static List<ParameterValue.Scalar> of(List<Step> steps, long rows, int parts, Walk walk) {
        if (parts == 1) {
            return List.of();
        }
        double known =
                steps.stream().mapToDouble(step -> step.below() + step.equal()).sum();
        double size = Math.max(1, Math.ceil(Math.max(rows, known) / parts));
        Borders borders = new Borders(walk, size, 2 * parts - 1);
        steps.forEach(borders::step);
        borders.rest(Math.max(0, rows - known), steps.isEmpty());
        return borders.found;
    }

    private void step(Step step) {
        boolean large = step.below() > LARGE * size;
        if (large) {
            border(reached);
            walk(Optional.of(step.upTo()));
        }
        open += (large ? step.below() % size : step.below()) + step.equal();
        reached = Optional.of(step.upTo());
        if (open >= size) {
            border(reached);
        }
    }

    /** Rows that were added since the histogram was made are mostly behind it. */
    private void rest(double rows, boolean all) {
        if (all || rows > LARGE * size) {
            border(reached);
            walk(Optional.empty());
        }
    }

    private void walk(Optional<ParameterValue.Scalar> upTo) {
        boolean further = true;
        while (further && found.size() < most) {
            Optional<ParameterValue.Scalar> next = walk.next(reached, upTo, (long) size);
            // A value that is not of the type that was said could come again for ever.
            further = next.isPresent() && !next.equals(reached);
            if (further) {
                reached = next;
                border(next);
            }
        }
    }

    private void border(Optional<ParameterValue.Scalar> value) {
        boolean again = !found.isEmpty() && value.equals(Optional.of(found.get(found.size() - 1)));
        if (value.isPresent() && !again && found.size() < most) {
            found.add(value.get());
            open = 0;
        }
    }
}
