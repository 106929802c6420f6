package io.github.sqldatabricks.bridge.sync;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an event would do; nothing was changed.
 *
 * @param outcome as if it had been real: applied, blocked by a limit, or failed by a discrepancy
 * @param counts how many rows it would change, whatever the outcome
 * @param sample some of the rows
 * @param hidden why there is no sample; empty when nothing is kept back
 */
public record DryRun(EventOutcome outcome, ChangeCounts counts, List<SampleRow> sample, Optional<String> hidden) {

    public DryRun {
        sample = List.copyOf(sample);
    }

    /** Of an event that never came to its rows. */
    static DryRun without(EventOutcome outcome) {
        return new DryRun(outcome, ChangeCounts.NONE, List.of(), Optional.empty());
    }

    /** What the asker should know: of the change, when it would be applied, and of the sample. */
    public Optional<String> warning() {
        Optional<String> ofChange =
                outcome instanceof EventOutcome.Applied applied ? applied.warning() : Optional.empty();
        return Stream.of(ofChange, hidden).flatMap(Optional::stream).reduce((one, other) -> one + " " + other);
    }

    /**
     * A row that a change touches, values as text; null values are null.
     *
     * @param before empty for a new row
     * @param after empty for a deleted row
     */
    public record SampleRow(Map<String, String> before, Map<String, String> after) {

        public SampleRow {
            before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
            after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
        }
    }
}
