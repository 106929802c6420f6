package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port: into which parts a query is divided, which of them are read, and who reads the others. The process that runs the query holds its
 * parts by the query's lease; one that helps has a lease on each. Thread-safe, blocking; fails as {@link
 * io.github.sqldatabricks.bridge.job.JobStore} does.
 */
public interface PartStore {

    /** How the query was divided; empty when it was not. */
    Optional<Plan> plan(JobId job, QueryName query);

    /**
     * Stores how a query is divided, in place of what was stored before; what others still read of that does not count any more.
     *
     * @param ranges one for each part, as {@link Claimed#range()} gives them back
     * @return false when the lease is lost
     */
    boolean begin(Lease lease, String worker, Plan plan, List<String> ranges);

    /**
     * Another attempt goes on: nobody reads any more what the attempts before had begun in the process that ran the query.
     *
     * @return false when the lease is lost, or the parts are gone
     */
    boolean resume(Lease lease, String worker, String attempt);

    /**
     * Parts that are done are to be read again, by the process that runs the query, because these files of theirs are not there any more.
     * The others stay done. Nothing happens when the lease is lost.
     *
     * @param files names, as in {@link PartResult#files()}
     */
    void setBack(Lease lease, String worker, String attempt, Set<String> files);

    /** Forgets the parts, which are to be read anew. Nothing happens when the lease is lost. */
    void drop(Lease lease, String worker);

    /** The next part for the process that runs the query: one that waits, or whose reader's lease has run out. */
    Optional<Claimed> claim(Lease lease, String worker, String attempt);

    /**
     * Queries that other processes run and that have parts which nobody has begun to read, the oldest jobs first; a few. What was tried once
     * and given back is left to the process that runs the query.
     */
    List<Offer> offers(String worker);

    /** Such a part of the query; empty when there is none any more. */
    Optional<Claimed> claim(PartsId parts, String worker, Duration lease);

    /** Extends the leases of parts that a process helps with, and writes how far they are. */
    Renewal<PartClaim> renew(Map<PartClaim, Amount> running, String worker, Duration lease);

    /**
     * A part is read. May be called again when the answer was lost.
     *
     * @return false when another reader has it, or it is gone
     */
    boolean finish(PartClaim claim, String worker, PartResult result);

    /** Gives a part back; nothing happens when another reader has it. */
    void release(PartClaim claim, String worker);

    /** How far each part is, in their order. */
    List<State> states(PartsId parts);

    /** The columns of one that is done; empty when none is. */
    Optional<RowSchema> columns(PartsId parts);

    /** What the parts that are done have come to, in their order. */
    List<PartResult> results(PartsId parts);

    /**
     * How a query was divided.
     *
     * @param attempt the folder of its files: the attempt that was the first to do so
     * @param statement digest of the statement for all rows
     * @param basis digest of what the window was decided by
     * @param position how far the stream is once the rows are loaded
     * @param completeness how sure it is that they are all that changed
     * @param asOf as of when the target has everything of the source then; empty when nobody can tell
     */
    record Plan(
            String attempt,
            String statement,
            String basis,
            Optional<String> position,
            String completeness,
            Optional<Instant> asOf) {}

    /** The parts into which a query was divided by an attempt. */
    record PartsId(JobId job, QueryName query, String attempt) {}

    /** Parts of a query that nobody has begun to read. */
    record Offer(PartsId parts, String statement) {}

    /**
     * The right to read a part.
     *
     * @param ordinal from 0
     * @param fence counts the readers of the part, from 1; an older one is refused
     */
    record PartClaim(PartsId parts, int ordinal, long fence) {

        /** As in log lines. */
        @Override
        public String toString() {
            return "job=" + parts.job() + " query=" + parts.query() + " part=" + ordinal + " fence=" + fence;
        }
    }

    /**
     * A part that was just taken.
     *
     * @param range how its statement differs from the one for all rows
     * @param reclaimed whether another process had begun to read it
     */
    record Claimed(PartClaim claim, String range, boolean reclaimed) {}

    /** How much of a part is read. */
    record Amount(long rows, long bytes) {}

    /**
     * How far a part is.
     *
     * @param fence of its newest reader; 0 when it had none
     */
    record State(int ordinal, long fence, boolean done, Amount amount) {}
}
