package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a person sees on a terminal. Catches log lines in the middle of the progress, and more lines than the terminal has. */
class LiveTerminalTest {

    private static final Pattern OUTPUT = Pattern.compile("\r\u001b\\[(\\d+)A\u001b\\[J|([^\n\u001b\r]*)\n");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LiveTerminal terminal = new LiveTerminal(bytes, 24, 40);
    private final PrintStream log = new PrintStream(terminal, true, StandardCharsets.UTF_8);

    /** The lines that a terminal shows after all that was written: cursor up and erase, or a line. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>();
        Matcher output = OUTPUT.matcher(bytes.toString(StandardCharsets.UTF_8));
        int end = 0;
        while (output.find()) {
            assertThat(output.start()).isEqualTo(end);
            end = output.end();
            if (output.group(1) == null) {
                lines.add(output.group(2));
            } else {
                int erased = Integer.parseInt(output.group(1));
                lines.subList(lines.size() - erased, lines.size()).clear();
            }
        }
        return lines;
    }

    @Test
    void theLogStandsAboveTheLiveLines() throws IOException {
        terminal.show(List.of("orders 1", "stock 1"));
        log.println("{\"event_type\":\"extraction_started\"}");
        terminal.show(List.of("orders 2", "stock 2"));
        log.print("two ");
        log.println("parts");
        terminal.show(List.of("orders 3"));
        terminal.leave();
        log.println("done");
        assertThat(screen())
                .containsExactly("{\"event_type\":\"extraction_started\"}", "two parts", "orders 3", "done");
    }

    @Test
    void aLiveLineIsNeverWiderThanTheTerminal() throws IOException {
        terminal.show(List.of("x".repeat(100)));
        terminal.show(List.of("y".repeat(100)));
        assertThat(screen()).containsExactly("y".repeat(39));
    }

    @Test
    void ofMoreQueriesThanLinesThoseThatRunAreShownWithTheTotalsOfAll() {
        List<QueryProgress> queries = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            queries.add(query("waiting_" + i, new QueryState.Pending()));
        }
        queries.add(query("failed", ended(new QueryState.Failed("code", "message", false))));
        queries.add(query("running", new QueryState.Running(Instant.EPOCH)));
        queries.add(query("done", ended(new QueryState.Completed(List.of(), Map.of()))));
        List<String> lines = ProgressDisplay.Live.lines(job(queries), 5);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).contains("> running");
        assertThat(lines.get(1)).contains("! failed");
        assertThat(lines.get(2)).contains("waiting_0");
        assertThat(lines.get(4)).contains("2 of 63 queries done, 1 running, 1 failed, 630 rows, 6.2 KiB");
    }

    @Test
    void aRunningQueryWithAnEstimateSaysWhenItEnds() {
        Progress half = new Progress(1, 500, 100, Duration.ofSeconds(10), Optional.of(1000L));
        QueryProgress running = new QueryProgress(
                new QueryName("orders"),
                new VolumePath("/Volumes/a/b/c/bolivia/orders"),
                new QueryState.Running(Instant.EPOCH),
                half,
                0);
        assertThat(ProgressDisplay.Live.lines(job(List.of(running)), 5).get(0)).endsWith("of about 1,000, 10 s left");
        assertThat(new Progress(1, 1001, 100, Duration.ofSeconds(10), Optional.of(1000L)).timeLeft())
                .isEmpty();
        assertThat(Progress.NONE.timeLeft()).isEmpty();
    }

    private static QueryState ended(QueryState.Outcome outcome) {
        return new QueryState.Ended(Optional.empty(), Instant.EPOCH, outcome);
    }

    private static QueryProgress query(String name, QueryState state) {
        return new QueryProgress(
                new QueryName(name),
                new VolumePath("/Volumes/a/b/c/bolivia/" + name),
                state,
                new Progress(1, 10, 100, Duration.ofSeconds(1)),
                0);
    }

    private static Job job(List<QueryProgress> queries) {
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country("bolivia"),
                Optional.empty(),
                List.of(),
                false,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty());
        return new Job(
                JobId.random(),
                "ana",
                request,
                new VolumePath("/Volumes/a/b/c"),
                Instant.EPOCH,
                false,
                new JobState.Pending(),
                queries,
                Optional.empty());
    }
}
