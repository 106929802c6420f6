package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port: what is known of replications between their runs, shared by all processes. What the rows' own state in Delta says is copied here, so
 * that a run that finds nothing new costs no warehouse statement. Every call is one transaction. Thread-safe, blocking; fails as {@link
 * io.github.sqldatabricks.bridge.job.JobStore} does.
 */
public interface ReplicationStore {

    /** The store's time, which all of a replication's times are of. */
    Instant now();

    /** Who keeps it from running by its schedule, if anybody does. */
    Optional<Pause> paused(String replication);

    /** All that are kept from it, by their names. */
    Map<String, Pause> pauses();

    /** Keeps it from running by its schedule; the first one who does it is remembered. */
    void pause(String replication, String by);

    /** Lets it run by its schedule again; false when nobody kept it from that. */
    boolean resume(String replication);

    /** The time up to which its schedule is done with; empty before the first look at it. */
    Optional<Instant> doneUntil(String replication);

    /**
     * All times of its schedule up to this one are done with.
     *
     * @param failed the streams that could not be run then, and why: the codes of errors; they have failed, once
     * @return false when another process was faster: then nothing was noted
     */
    boolean doneUntil(String replication, Instant time, Map<String, String> failed);

    /** What is known of a stream; {@link StreamState#unknown} when nothing is. */
    StreamState stream(StreamId stream);

    /** What is known of the streams of a replication, by name; those that never ran are missing. */
    List<StreamState> streams(String replication);

    /** The same of all replications, by their names. */
    Map<String, List<StreamState>> streams();

    /**
     * A run has brought the target up to date, or found that it was. No load is blocked any more once one has ended, and none approved.
     *
     * @param seen what was known when the run began
     * @return false when the stream was reset meanwhile, or another load was noted: then nothing is noted, because the position is not
     *     that load's
     */
    boolean succeeded(StreamState seen, Success success);

    /**
     * A range of the stream was loaded again. That says nothing of whether the stream is current: how far it is, and its failures, stay;
     * so does a block, but for one of a range, whichever.
     *
     * @param seen see {@link #succeeded}
     * @return false when the stream was reset meanwhile, or another load was noted
     */
    boolean loadedAgain(StreamState seen, LastLoad load);

    /**
     * A load was stopped by its limits. An approval of another one stays only if this one is of the same range, follows the same load, and
     * takes no more rows away.
     *
     * @param seen see {@link #succeeded}
     * @return false when the stream was reset meanwhile, or another load was noted: then nothing is noted
     */
    boolean blocked(StreamState seen, Block block);

    /** A run has failed for good. */
    void failed(StreamId stream, String errorCode);

    /**
     * What the file says of how old targets may become; a stream that is missing here may have any age.
     *
     * @param freshness by stream
     */
    void freshness(String replication, Map<String, Duration> freshness);

    /** What people were told of a stream; empty when they were told that all is well again. */
    void told(StreamId stream, Optional<Trouble> trouble);

    /** The stream's next run reads all rows and replaces those of the target; what runs now moves nothing on, and nothing is blocked. */
    void reset(StreamId stream);

    /**
     * As {@link #reset(StreamId)}, but only in the generation that the caller has seen.
     *
     * @return false when it is another one; then nothing was changed
     */
    boolean reset(StreamId stream, long generation);

    /**
     * Somebody has set how far a stream is loaded; what runs now notes nothing any more, and nothing is blocked.
     *
     * @param generation that the caller has seen
     * @param next the one that begins, larger
     * @param change stands for a load from then on
     * @return false when it is another generation; then nothing was changed
     */
    boolean repositioned(StreamId stream, long generation, long next, LastLoad change, String position);

    /**
     * As {@link #reset(StreamId)}, but once for each run that asks for it.
     *
     * @param job the run
     */
    void reset(StreamId stream, JobId job);

    /**
     * The stream's next load of the same rows may take as many away as one that was stopped by its limits, once.
     *
     * @param block that one, as the caller has seen it
     * @return false when it is another one now, takes another number of rows away, or is none
     */
    boolean approve(StreamId stream, Block block, String by);

    /** What is kept of a stream that the file does not mean any more goes; its next run takes up what stands in Delta. */
    void forget(StreamId stream);

    /** What is kept of a replication that its folder has no file of any more, such as after a change of its name, goes. */
    void forget(String replication);

    /** A stream of a replication. */
    record StreamId(String replication, String stream) {

        /** The name of its state in Delta, such as {@code sales/dbo.orders}. */
        public String key() {
            return replication + "/" + stream;
        }

        @Override
        public String toString() {
            return key();
        }
    }

    /** Somebody keeps a replication from running by its schedule. */
    record Pause(String by, Instant at) {}

    /**
     * A run that went well.
     *
     * @param position as it is in Delta; empty for a stream that has none
     * @param load the one that the position is of; empty when it is the one that was known when the run began
     * @param asOf since when the target has all that the source had then; empty when nobody can tell
     * @param completeness how sure that is
     */
    record Success(Optional<String> position, Optional<LastLoad> load, Optional<Instant> asOf, String completeness) {}

    /**
     * A load of a stream.
     *
     * @param id the load's
     * @param job that ran it, or found that it had ended
     * @param rows of its files
     * @param at when it had ended
     */
    record LastLoad(String id, String job, long rows, Instant at) {}
}
