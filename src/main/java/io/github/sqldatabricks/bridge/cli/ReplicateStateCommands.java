package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
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

/** The commands about what is kept of replications between their runs, in the database that {@code bridge.jobs.url} names. */
final class ReplicateStateCommands {

    private ReplicateStateCommands() {}

    /** A command that opens the store, and nothing else, for one replication. */
    abstract static class StateCommand extends ServiceCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
        private String name;

        @Mixin
        private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        final Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
            settings.putAll(LocalSettings.IDLE);
            settings.putAll(folder.settings());
            return settings;
        }

        @Override
        final void check(Map<String, String> settings) {
            folder.library().find(name);
        }

        @Override
        final int run() {
            return run(folder.library().find(name), bean(ReplicationStore.class));
        }

        abstract int run(Replication replication, ReplicationStore store);

        final void print(String text, Object json) {
            output.print(specification(), text, json);
        }
    }

    /** {@code bridge replicate status}: how current the targets are. */
    @Command(
            name = "status",
            description = "Shows a replication's streams: what was loaded last, how far behind they are, what failed.",
            footer = {"", "Exit codes:  0 all well, 1 a stream failed or is late, 2 wrong usage"})
    static final class Status extends StateCommand {

        @Override
        int run(Replication replication, ReplicationStore store) {
            StatusReport report = new StatusReport(
                    replication, store.paused(replication.name()), store.streams(replication.name()), store.now());
            print(report.text(), report.wire());
            return report.isWell() ? 0 : 1;
        }
    }

    /** {@code bridge replicate pause}. */
    @Command(name = "pause", description = "Keeps a replication from running by its schedule, until it is resumed.")
    static final class Pause extends StateCommand {

        @Override
        int run(Replication replication, ReplicationStore store) {
            store.pause(replication.name(), Principal.COMMAND_LINE.name());
            String by = store.paused(replication.name())
                    .map(ReplicationStore.Pause::by)
                    .orElse(null);
            print(
                    replication.name() + " is paused, by " + by + ".",
                    OutputOptions.fields("name", replication.name(), "paused_by", by));
            return 0;
        }
    }

    /** {@code bridge replicate resume}. */
    @Command(name = "resume", description = "Lets a replication run by its schedule again.")
    static final class Resume extends StateCommand {

        @Override
        int run(Replication replication, ReplicationStore store) {
            boolean resumed = store.resume(replication.name());
            print(
                    replication.name()
                            + (resumed ? " runs by its schedule again." : " was not paused, and nothing is changed."),
                    OutputOptions.fields("name", replication.name(), "was_paused", resumed));
            return 0;
        }
    }

    /** A command about one stream that has run. */
    abstract static class StreamCommand extends StateCommand {

        @Parameters(index = "1", paramLabel = "STREAM", description = "The stream, such as dbo.orders; as status says.")
        private String stream;

        @Override
        final int run(Replication replication, ReplicationStore store) {
            StreamId id = store.streams(replication.name()).stream()
                    .map(StreamState::id)
                    .filter(known -> known.stream().equals(stream))
                    .findFirst()
                    .orElseThrow(() -> unknown(replication));
            print(
                    change(id, store),
                    OutputOptions.fields("name", id.replication(), "stream", id.stream(), "done", true));
            return 0;
        }

        /** Changes it, and says what that means. */
        abstract String change(StreamId id, ReplicationStore store);

        private BridgeException unknown(Replication replication) {
            return new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_STREAM,
                    "Nothing is known of a stream " + QuotedInput.of(stream) + " of " + replication.name()
                            + ": no run had it. Its names are in 'bridge replicate status " + replication.name()
                            + "'.");
        }
    }

    /** {@code bridge replicate approve}. */
    @Command(
            name = "approve",
            description = "Lets a stream's next load pass its limits (deleted_rows, shrink_percent), once.")
    static final class Approve extends StreamCommand {

        @Override
        String change(StreamId id, ReplicationStore store) {
            store.approve(id, Principal.COMMAND_LINE.name());
            return "The next load of " + id + " may pass its limits, once.";
        }
    }

    /** {@code bridge replicate reset}. */
    @Command(name = "reset", description = "Has a stream's next run read all rows, and replace those of its target.")
    static final class Reset extends StreamCommand {

        @Override
        String change(StreamId id, ReplicationStore store) {
            store.reset(id);
            return "The next run of " + id + " reads all rows, and replaces those of its target.";
        }
    }

    /**
     * How current a replication's targets are.
     *
     * @param streams those that have run
     * @param now by the clock of the store
     */
    record StatusReport(
            Replication replication, Optional<ReplicationStore.Pause> pause, List<StreamState> streams, Instant now) {

        boolean isWell() {
            return streams.stream().allMatch(stream -> stream.trouble(now).isEmpty());
        }

        String text() {
            TextTable table = new TextTable("stream", "state", "last load", "rows", "lag", "completeness", "position");
            streams.forEach(stream -> row(table, stream));
            String head = "Replication " + replication.name() + ": next run " + next().orElse("-")
                    + pause.map(by -> ", PAUSED by " + by.by() + " since " + by.at())
                            .orElse("");
            return head
                    + System.lineSeparator()
                    + System.lineSeparator()
                    + (streams.isEmpty() ? "No stream of it has run yet." : table.render());
        }

        private void row(TextTable table, StreamState stream) {
            table.row(
                    stream.id().stream(),
                    state(stream),
                    stream.load().map(load -> seconds(load.at())).orElse("-"),
                    stream.load().map(load -> Figures.count(load.rows())).orElse("-"),
                    stream.lag(now).map(StatusReport::text).orElse("-"),
                    stream.completeness().orElse("-"),
                    stream.position().orElse("-"));
        }

        private String state(StreamState stream) {
            List<String> parts = new ArrayList<>();
            parts.add(stream.trouble(now)
                    .map(trouble -> trouble.name()
                            + stream.failure().map(StatusReport::text).orElse(""))
                    .orElse("ok"));
            if (stream.reset()) {
                parts.add("next run reads all");
            }
            stream.approvedBy().ifPresent(by -> parts.add("next load approved by " + by));
            return String.join(", ", parts);
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
                    "streams", streams.stream().map(this::wire).collect(Collectors.toList()));
        }

        private Map<String, Object> wire(StreamState stream) {
            return OutputOptions.fields(
                    "stream", stream.id().stream(),
                    "trouble",
                            stream.trouble(now).map(StreamState.Trouble::text).orElse(null),
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
                    "approved_by", stream.approvedBy().orElse(null));
        }
    }
}
