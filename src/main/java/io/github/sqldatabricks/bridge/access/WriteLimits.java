package io.github.sqldatabricks.bridge.access;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much one event may change of a table.
 *
 * @param maxDeleteRows deleted rows, at least 0; empty for no limit, as the others
 * @param maxChangedRows inserted, updated and deleted rows together, at least 0
 * @param maxChangedPercent updated and deleted rows, in percent of the rows that the table has; 0 to 100
 */
public record WriteLimits(OptionalLong maxDeleteRows, OptionalLong maxChangedRows, OptionalDouble maxChangedPercent) {

    /** No limit at all. */
    public static final WriteLimits NONE =
            new WriteLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

    /** The stricter of both, limit by limit: a guard rail that stands somewhere holds. */
    WriteLimits and(WriteLimits other) {
        return new WriteLimits(
                lower(maxDeleteRows, other.maxDeleteRows),
                lower(maxChangedRows, other.maxChangedRows),
                maxChangedPercent.isPresent() && other.maxChangedPercent.isPresent()
                        ? OptionalDouble.of(
                                Math.min(maxChangedPercent.getAsDouble(), other.maxChangedPercent.getAsDouble()))
                        : maxChangedPercent.isPresent() ? maxChangedPercent : other.maxChangedPercent);
    }

    private static OptionalLong lower(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
                : one.isPresent() ? one : other;
    }
}
