package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an event would do, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "DryRun")
public record DryRunView(
        @Schema(
                description = "What the status would be",
                enumeration = {"completed", "failed", "blocked"})
        String status,

        @Schema(description = "Rows that would change") long rowsAffected,
        EventView.Counts changes,
        @Schema(nullable = true) String warning,

        @Schema(nullable = true, description = "Why nothing would be changed")
        String errorMessage,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Stable name of the error; docs/errors.md lists all")
        String errorCode,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Whether the failure can pass without a change of the event; comes with error_code")
        Boolean retryable,

        @Schema(description = "Some of the rows, before and after; values as text")
        List<Sample> sample) {

    /** One row; an empty map where there is none. */
    @Schema(name = "DryRunSample")
    public record Sample(Map<String, String> before, Map<String, String> after) {
        static Sample of(SampleRow row) {
            return new Sample(row.before(), row.after());
        }
    }

    static DryRunView of(DryRun run) {
        return new DryRunView(
                status(run.outcome()),
                run.counts().total(),
                new EventView.Counts(
                        run.counts().inserted(),
                        run.counts().updated(),
                        run.counts().deleted()),
                run.warning().orElse(null),
                error(run.outcome()),
                run.outcome().errorCode().orElse(null),
                retryable(run.outcome()),
                run.sample().stream().map(Sample::of).toList());
    }

    /** For who may see the counts and not the rows. */
    DryRunView withoutRows() {
        return new DryRunView(status, rowsAffected, changes, warning, errorMessage, errorCode, retryable, List.of());
    }

    private static String status(EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Applied) {
            return "completed";
        }
        return outcome instanceof EventOutcome.Blocked ? "blocked" : "failed";
    }

    private static Boolean retryable(EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Applied) {
            return null;
        }
        return outcome instanceof EventOutcome.Failed failed && failed.retryable();
    }

    private static String error(EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Blocked blocked) {
            return blocked.message();
        }
        return outcome instanceof EventOutcome.Failed failed ? failed.message() : null;
    }
}
