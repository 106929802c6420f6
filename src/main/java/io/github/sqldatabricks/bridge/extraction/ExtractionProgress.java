package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.RowSchema;

/** Told how far a running query is, from several threads, up to some thousand times a second: must be cheap. */
public interface ExtractionProgress {

    /** Hears nothing. */
    ExtractionProgress NONE = new ExtractionProgress() {
        @Override
        public void rowsRead(long rows) {}

        @Override
        public void bytesWritten(long bytes) {}
    };

    /** @param rows rows read from the source in this attempt so far */
    void rowsRead(long rows);

    /** @param rows rows that the query is expected to have, before the first of them; not called when nobody knows */
    default void rowsExpected(long rows) {}

    /** @param schema the columns of the rows, before the first of them */
    default void columnsKnown(RowSchema schema) {}

    /** @param bytes bytes of finished and unfinished files in this attempt so far */
    void bytesWritten(long bytes);
}
