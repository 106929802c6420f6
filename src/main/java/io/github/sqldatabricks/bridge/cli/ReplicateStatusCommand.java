package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.StreamOverview;
import io.github.sqldatabricks.bridge.run.StreamOverview.Entry;
import io.github.sqldatabricks.bridge.run.StreamOverview.Overview;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bridge replicate status}: how current the targets are. */
@Command(
        name = "status",
        description = "Shows a replication's streams: what was loaded last, how far behind they are, what failed.",
        footer = {"", "Exit codes:  0 all well, 1 a stream failed or is late, 2 wrong usage"})
final class ReplicateStatusCommand extends ServiceCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
    private String name;

    @Mixin
    private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
        settings.putAll(LocalSettings.IDLE);
        settings.putAll(templates.settings());
        settings.putAll(folder.settings());
        settings.putAll(sandbox.settings());
        return settings;
    }

    @Override
    void check(Map<String, String> settings) {
        folder.library().find(name);
    }

    @Override
    int run() {
        ReplicationStore store = bean(ReplicationStore.class);
        Overview streams = bean(StreamOverview.class).of(name);
        StatusReport report = new StatusReport(folder.library().find(name), store.paused(name), streams, store.now());
        output.print(specification(), report.text(), report.wire());
        return report.isWell() ? 0 : 1;
    }

    /**
     * How current a replication's targets are.
     *
     * @param now by the clock of the store
     */
    record StatusReport(
            Replication replication, Optional<ReplicationStore.Pause> pause, Overview streams, Instant now) {

        boolean isWell() {
            return streams.entries().stream()
                    .allMatch(entry -> entry.trouble(now).isEmpty());
        }

        String text() {
            TextTable table = new TextTable("stream", "state", "last load", "rows", "lag", "completeness", "position");
            streams.entries().forEach(entry -> row(table, entry));
            String head = "Replication " + replication.name() + ": next run " + next().orElse("-")
                    + pause.map(by -> ", PAUSED by " + by.by() + " since " + by.at())
                            .orElse("");
            return head
                    + System.lineSeparator()
                    + System.lineSeparator()
                    + (streams.entries().isEmpty() ? "No stream of it has run yet." : table.render())
                    + streams.obstacle()
                            .map(why -> System.lineSeparator() + System.lineSeparator()
                                    + "Streams that never ran may be missing, since the source can't be asked: " + why)
                            .orElse("");
        }

        private void row(TextTable table, Entry entry) {
            StreamState stream = entry.state();
            table.row(
                    stream.id().stream(),
                    state(entry),
                    stream.load().map(load -> seconds(load.at())).orElse("-"),
                    stream.load().map(load -> Figures.count(load.rows())).orElse("-"),
                    stream.lag(now).map(StatusReport::text).orElse("-"),
                    stream.completeness().orElse("-"),
                    stream.position().orElse("-"));
        }

        private String state(Entry entry) {
            StreamState stream = entry.state();
            List<String> parts = new ArrayList<>();
            parts.add(entry.trouble(now)
                    .map(trouble -> trouble.name()
                            + stream.failure().map(StatusReport::text).orElse(""))
                    .orElseGet(() -> calm(entry)));
            if (stream.reset()) {
                parts.add("next run reads all");
            }
            stream.blocked()
                    .ifPresent(block -> parts.add((block.range().isPresent() ? "a backfill of " : "a load of ")
                            + Figures.count(block.rowsAfter()) + " rows for "
                            + Figures.count(block.rowsBefore())
                            + stream.approvedBy()
                                    .map(by -> " is approved by " + by)
                                    .orElse(" is blocked")));
            return String.join(", ", parts);
        }

        private static String calm(Entry entry) {
            return switch (entry.presence()) {
                case GONE -> "gone from the file";
                case DISABLED -> "disabled";
                case ACTIVE, UNKNOWN -> entry.state().completeness().isPresent() ? "ok" : "never ran";
            };
        }

        private static String text(Failure failure) {
            return " " + failure.count() + " times, " + seconds(failure.at()) + " [" + failure.code() + "]";
        }

        /** Such as {@code 1h3m5s}. */
        private static String text(Duration lag) {
            return lag.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
        }

        private static String seconds(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        private Optional<String> next() {
            return replication
                    .schedule()
                    .flatMap(schedule -> schedule.next(now))
                    .map(Instant::toString);
        }

        /** The same for programs. */
        Map<String, Object> wire() {
            return OutputOptions.fields(
                    "name", replication.name(),
                    "next_run", next().orElse(null),
                    "paused_by", pause.map(ReplicationStore.Pause::by).orElse(null),
                    "paused_at", pause.map(by -> by.at().toString()).orElse(null),
                    "streams", streams.entries().stream().map(this::wire).collect(Collectors.toList()),
                    "obstacle", streams.obstacle().orElse(null));
        }

        private Map<String, Object> wire(Entry entry) {
            StreamState stream = entry.state();
            return OutputOptions.fields(
                    "stream", stream.id().stream(),
                    "presence", entry.presence().text(),
                    "trouble", entry.trouble(now).map(StreamState.Trouble::text).orElse(null),
                    "failures", stream.failure().map(Failure::count).orElse(0L),
                    "error_code", stream.failure().map(Failure::code).orElse(null),
                    "failed_at",
                            stream.failure()
                                    .map(failure -> failure.at().toString())
                                    .orElse(null),
                    "load_id", stream.load().map(ReplicationStore.LastLoad::id).orElse(null),
                    "job_id", stream.load().map(ReplicationStore.LastLoad::job).orElse(null),
                    "rows", stream.load().map(ReplicationStore.LastLoad::rows).orElse(null),
                    "loaded_at", stream.load().map(load -> load.at().toString()).orElse(null),
                    "current_as_of", stream.currentAsOf().map(Instant::toString).orElse(null),
                    "lag_seconds", stream.lag(now).map(Duration::toSeconds).orElse(null),
                    "completeness", stream.completeness().orElse(null),
                    "position", stream.position().orElse(null),
                    "reset", stream.reset(),
                    "blocked_load",
                            stream.blocked().map(StreamState.Block::load).orElse(null),
                    "blocked_backfill",
                            stream.blocked()
                                    .map(block -> block.range().isPresent())
                                    .orElse(null),
                    "blocked_rows_before",
                            stream.blocked().map(StreamState.Block::rowsBefore).orElse(null),
                    "blocked_rows_after",
                            stream.blocked().map(StreamState.Block::rowsAfter).orElse(null),
                    "approved_by", stream.approvedBy().orElse(null));
        }
    }
}
