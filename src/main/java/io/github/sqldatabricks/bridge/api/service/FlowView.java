package io.github.sqldatabricks.bridge.api.service;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowStore.Flow;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What has moved in each direction, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Flow")
public record FlowView(
        @Schema(enumeration = {"1h", "24h", "7d"}) String window,

        @Schema(description = "How long a step is: 60, 600 or 3600")
        long stepSeconds,

        @Schema(description = "When the first step begins; the last one is the present one")
        Instant since,

        @Schema(description = "By time and direction; steps in which nothing moved are left out")
        List<PointView> points) {

    /** What is shown by which steps: about as many as a plot has room for. */
    private enum Window {
        HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
        DAY("24h", Duration.ofHours(24), Duration.ofMinutes(10)),
        WEEK("7d", Duration.ofDays(7), Duration.ofHours(1));

        private final String text;
        private final Duration length;
        private final Duration step;

        Window(String text, Duration length, Duration step) {
            this.text = text;
            this.length = length;
            this.step = step;
        }

        static Window of(String text) {
            return Arrays.stream(values())
                    .filter(one -> one.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new BridgeException.InvalidRequest(
                            ErrorCode.INVALID_FIELD,
                            "Expected window to be one of "
                                    + Arrays.stream(values())
                                            .map(one -> one.text)
                                            .collect(Collectors.joining(", "))
                                    + "."));
        }
    }

    /** Asks for a window and its steps. */
    @FunctionalInterface
    interface Source {
        Flow flow(Duration window, Duration step);
    }

    /** @throws BridgeException.InvalidRequest when there is no such window */
    static FlowView of(String name, Source source) {
        Window window = Window.of(name);
        Flow flow = source.flow(window.length, window.step);
        return new FlowView(
                window.text,
                window.step.toSeconds(),
                flow.from(),
                flow.points().stream()
                        .map(point -> PointView.of(point.at(), point.direction().text(), point.amount()))
                        .toList());
    }

    /** How long the whole window is. */
    public Duration length() {
        return Window.of(window).length;
    }

    /** What has moved in one step. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "FlowPoint")
    public record PointView(
            @Schema(description = "When the step begins") Instant at,

            @Schema(
                    enumeration = {"extraction", "load", "sync"},
                    description =
                            "Out of SQL Server into files, of such files into Delta tables, or into SQL Server by events")
            String direction,

            @Schema(description = "Also those of attempts that failed; of events those that were changed")
            long rows,

            @Schema(description = "Of files; 0 of events") long bytes,

            @Schema(description = "Queries, loads or events that have ended for good")
            long ended,

            @Schema(description = "Those of them that failed or were blocked")
            long failed) {

        static PointView of(Instant at, String direction, Amount amount) {
            return new PointView(at, direction, amount.rows(), amount.bytes(), amount.ended(), amount.failed());
        }
    }
}
