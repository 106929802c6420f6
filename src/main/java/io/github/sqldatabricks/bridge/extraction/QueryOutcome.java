package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a query ended that did not fail; a failure is a {@code BridgeException}. */
public sealed interface QueryOutcome {

    /**
     * The output is published.
     *
     * @param rows rows in all files
     * @param bytes size of all files
     * @param files whole paths, in order
     * @param duration of the successful attempt
     * @param truncatedValues values cut to microseconds, by column
     * @param schema the columns of the files
     */
    record Extracted(
            long rows,
            long bytes,
            List<VolumePath> files,
            Duration duration,
            Map<String, Long> truncatedValues,
            RowSchema schema)
            implements QueryOutcome {
        public Extracted {
            files = List.copyOf(files);
            truncatedValues = Map.copyOf(truncatedValues);
        }

        /** The same, once its rows are elsewhere and the files are gone. */
        public Extracted withoutFiles() {
            return new Extracted(rows, bytes, List.of(), duration, truncatedValues, schema);
        }
    }

    /** Nothing was done, because output is there and {@code overwrite} is false. */
    record Skipped(String reason) implements QueryOutcome {}
}
