package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.run.ReplicationRuns;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge replicate run}: one run of a replication, without the REST API. */
@Command(
        name = "run",
        description = "Brings a replication's targets up to date, and waits until it is done.",
        footer = {
            "",
            "Exit codes:  0 all done, 1 something failed, 2 wrong usage, 130 Ctrl+C, which cancels the run",
            "With --url Ctrl+C ends only the waiting, and tells the command that cancels the run."
        })
final class ReplicateRunCommand extends EitherCommand {

    @Parameters(paramLabel = "NAME", description = "The replication.")
    private String name;

    @Option(
            names = "--stream",
            paramLabel = "PATTERN",
            description = "Only streams of such a name; * stands for any characters. Default: all.")
    private String stream;

    @Option(names = "--reset", description = "Reads the streams whole, and replaces what is in their targets.")
    private boolean reset;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the log.")
    private boolean verbose;

    @Mixin
    private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    /** The store is the service's, since what a run finds out is for the next one; a sandbox goes with the process, and so does its store. */
    @Override
    Map<String, String> settings() {
        return settings(sandbox, verbose, templates, folder);
    }

    /** Those of each command that runs streams. */
    static Map<String, String> settings(
            SandboxOptions sandbox, boolean verbose, TemplateOptions templates, ReplicateCommand.FolderOption folder) {
        Map<String, String> settings = new HashMap<>(LocalSettings.withoutApi(verbose));
        if (!sandbox.enabled() || LocalConfiguration.isSet(LocalSettings.JOBS_URL)) {
            settings.remove(LocalSettings.JOBS_URL);
        }
        settings.putAll(templates.settings());
        settings.putAll(folder.settings());
        settings.putAll(sandbox.settings());
        return settings;
    }

    /** A name that is misspelt is told at once, and not after the service's start. */
    @Override
    void check(Map<String, String> settings) {
        folder.library().find(name);
    }

    @Override
    int runAt(ServiceClient client) {
        return runAt(client, RemoteRun.of(name, Optional.ofNullable(stream), reset), this, output);
    }

    /** Has the service do a run, and prints what has become of it. */
    static int runAt(ServiceClient client, RemoteRun run, ServiceCommand command, OutputOptions output) {
        CommandSpec specification = command.specification();
        JsonNode job = run.toTheEnd(client, specification.commandLine().getErr());
        output.print(specification, JobReport.of(job), job);
        return JobsCommand.exitCodeOf(job);
    }

    @Override
    int run() {
        Job job = runToTheEnd(name, Optional.ofNullable(stream), reset, ProgressDisplay.forThisProcess());
        output.print(specification(), JobReport.of(job), JobReport.wire(job));
        return job.state().status() == JobStatus.COMPLETED ? 0 : 1;
    }

    /** Submits a run and shows its progress until it has ended; a process that is interrupted meanwhile cancels it. */
    static Job runToTheEnd(String replication, Optional<String> streams, boolean reset, ProgressDisplay display) {
        return toTheEnd(
                bean(ReplicationRuns.class).submit(replication, streams, reset, user(), Optional.empty()), display);
    }

    /** Shows the progress of a run until it has ended; see {@link #runToTheEnd}. */
    static Job toTheEnd(Job job, ProgressDisplay display) {
        Interruption interruption = bean(Interruption.class);
        interruption.begins(job.id());
        Job ended = ExtractCommand.toTheEnd(job, display);
        interruption.ended();
        return ended;
    }

    /** Other processes with this store may run a part of it, and look there what its owner may do. */
    static Principal user() {
        AccessControl access = bean(AccessControl.class);
        return bean(ReplicationsConfig.class)
                .user()
                .filter(user -> !access.isOpen())
                .map(access::user)
                .orElse(Principal.COMMAND_LINE);
    }

    /** Cancels the run of a process that is interrupted, which else would go on in another process. */
    @ApplicationScoped
    @Unremovable
    static class Interruption {

        private static final Logger LOG = Logger.getLogger(Interruption.class);
        private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 1;

        private final JobTracker jobs;
        private Optional<JobId> running = Optional.empty();
        private boolean interrupted;

        Interruption(JobTracker jobs) {
            this.jobs = jobs;
        }

        /** Who was interrupted while the run was submitted does not want it either. */
        synchronized void begins(JobId job) {
            running = Optional.of(job);
            if (interrupted) {
                cancelRunning();
            }
        }

        synchronized void ended() {
            running = Optional.empty();
        }

        /** Before the drain waits for what runs. */
        void onDelay(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent event) {
            cancel();
        }

        /** Before anything stops, so that the store is still there. */
        void onStop(@Observes @Priority(FIRST) ShutdownEvent event) {
            cancel();
        }

        private synchronized void cancel() {
            interrupted = true;
            cancelRunning();
        }

        private void cancelRunning() {
            running.ifPresent(job -> {
                try {
                    jobs.cancel(job);
                } catch (BridgeException e) {
                    LOG.warnf("A run that was interrupted is not cancelled: job=%s: %s", job, e.getMessage());
                }
            });
            running = Optional.empty();
        }
    }
}
