package io.github.sqldatabricks.bridge.sync;

import java.util.List;
import java.util.Optional;

/**
 * What an event would do; nothing was changed.
 *
 * @param outcome as if it had been real: applied, blocked by a limit, or failed by a discrepancy
 * @param counts how many rows it would change, whatever the outcome
 * @param sample some of the rows
 */
public record DryRun(EventOutcome outcome, ChangeCounts counts, List<SampleRow> sample) {

    public DryRun {
        sample = List.copyOf(sample);
    }

    /** What the asker should know, when it would be applied. */
    public Optional<String> warning() {
        return outcome instanceof EventOutcome.Applied applied ? applied.warning() : Optional.empty();
    }
}
