package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a replication would do now.
 *
 * @param replication its file
 * @param streams by name
 * @param problems why nothing of it can run, beside those of its streams
 */
public record ReplicationPlan(Replication replication, List<StreamPlan> streams, List<PlanProblem> problems) {

    public ReplicationPlan {
        streams = List.copyOf(streams);
        problems = List.copyOf(problems);
    }

    /** Whether all streams would run that are not disabled. */
    public boolean isReady() {
        return problems.isEmpty() && streams.stream().allMatch(stream -> stream.disabled() || stream.isReady());
    }

    /**
     * Why a replication or one of its streams can't run.
     *
     * @param message what was expected, what is there and what to do
     */
    public record PlanProblem(ErrorCode error, String message) {

        static PlanProblem of(BridgeException failure) {
            return new PlanProblem(failure.error(), failure.getMessage());
        }
    }

    /**
     * A stream with everything decided that can be before a row is read.
     *
     * @param name no other stream's of the replication; names folders and files
     * @param table what is read; empty for a template
     * @param query the statement for its rows
     * @param schema the columns that it reads; empty for a template, whose columns the server knows only
     * @param change how changes are found
     * @param load into which table its rows come, and how
     * @param volume in which its files land
     * @param partitions how many readers share a whole read, 1 to 64; empty for as many as are found right
     * @param divided by which column of a template's they share it, and how many do; empty for one reader, and for a table, whose key is taken
     * @param freshness how old the target may become before somebody is told; empty for any age
     */
    public record ResolvedStream(
            QueryName name,
            Optional<SourceTable> table,
            StreamQuery query,
            Optional<RowSchema> schema,
            ChangeSettings change,
            LoadSettings load,
            VolumePath volume,
            OptionalInt partitions,
            Optional<PartitionBy> divided,
            Optional<Duration> freshness) {

        /** The columns by which rows are merged; none when they are not. */
        public List<String> key() {
            return load.mode() instanceof LoadMode.Merge merge ? merge.keys() : List.of();
        }
    }
}
