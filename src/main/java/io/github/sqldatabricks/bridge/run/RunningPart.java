package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.ExtractionProgress;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.ReaderPermit;
import io.github.sqldatabricks.bridge.run.HelpedQueries.HelpedQuery;
import io.github.sqldatabricks.bridge.run.PartStore.Amount;
import io.github.sqldatabricks.bridge.run.PartStore.Claimed;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;

/** A part that this process reads for another one: how far it is, and how to stop it. Thread-safe. */
public final class RunningPart extends RunningWork<PartClaim> implements ExtractionProgress {

    private final Claimed part;
    private final HelpedQuery query;
    private final ReaderPermit reader;
    private volatile long rows;
    private volatile long bytes;

    /** @param reader is given back by whoever reads the part */
    RunningPart(Claimed part, HelpedQuery query, ReaderPermit reader) {
        super(part.claim());
        this.part = part;
        this.query = query;
        this.reader = reader;
    }

    Claimed part() {
        return part;
    }

    HelpedQuery query() {
        return query;
    }

    ReaderPermit reader() {
        return reader;
    }

    @Override
    public void rowsRead(long rowsSoFar) {
        rows = rowsSoFar;
    }

    @Override
    public void bytesWritten(long bytesSoFar) {
        bytes = bytesSoFar;
    }

    /** How much of it is read. */
    Amount amount() {
        return new Amount(rows, bytes);
    }
}
