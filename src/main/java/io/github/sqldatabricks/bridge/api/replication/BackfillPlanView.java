package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.run.Backfills.Preview;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a backfill would do, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "BackfillPlan")
record BackfillPlanView(String name, List<Range> streams) {

    static BackfillPlanView of(String name, List<Preview> previews) {
        return new BackfillPlanView(name, previews.stream().map(Range::of).toList());
    }

    /** The range of one stream. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "BackfillStream")
    record Range(
            String name,

            @Schema(description = "How many rows of the source the range has now")
            long rows,

            @Schema(description = "The Delta table") String target,

            @Schema(description = "What the range does to the target: merge or replace-where")
            String mode,

            @Schema(description = "The statement for the rows, with ? for each value")
            String sql) {

        private static Range of(Preview preview) {
            return new Range(
                    preview.stream().name().value(), preview.rows(), preview.target(), preview.mode(), preview.sql());
        }
    }
}
