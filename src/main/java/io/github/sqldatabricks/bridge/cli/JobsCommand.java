package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge jobs}: groups the commands about jobs of a running service. */
@Command(
        name = "jobs",
        description = "Lists, watches, cancels and retries jobs of a running service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JobsCommand.ListJobs.class,
            JobsCommand.Show.class,
            JobsCommand.Watch.class,
            JobsCommand.Samples.class,
            JobsCommand.ShowManifest.class,
            JobsCommand.Cancel.class,
            JobsCommand.Retry.class
        })
public final class JobsCommand {

    /** {@code bridge jobs list}: the newest jobs. */
    @Command(name = "list", description = "Lists jobs, newest first.")
    static final class ListJobs extends ClientCommand {

        @Option(names = "--status", description = "Only jobs in this state, or in several: failed,cancelled.")
        private String status;

        @Option(names = "--country", description = "Only of this country.")
        private String country;

        @Option(names = "--owner", description = "Only asked for by this user.")
        private String owner;

        @Option(names = "--query", paramLabel = "NAME", description = "Only with a query of this name.")
        private String query;

        @Option(names = "--from", paramLabel = "TIME", description = "The earliest time of creation.")
        private String from;

        @Option(names = "--to", paramLabel = "TIME", description = "The first time of creation that is too late.")
        private String to;

        @Option(names = "--limit", defaultValue = "20", description = "Jobs at most, up to 1000. Default: 20.")
        private int limit;

        @Option(names = "--offset", defaultValue = "0", description = "Leaves out so many of the newest.")
        private int offset;

        @Override
        protected int run(ServiceClient client) {
            JsonNode jobs = client.get("jobs?limit=" + limit + "&offset=" + offset + filter("status_filter", status)
                    + filter("country", country) + filter("owner", owner) + filter("query", query)
                    + filter("from", from) + filter("to", to));
            print(table(jobs), jobs);
            return 0;
        }

        private static String table(JsonNode jobs) {
            TextTable table =
                    new TextTable("job", "status", "country", "queries", "failed", "rows", "owner", "created");
            jobs.forEach(job -> table.row(
                    text(job, "job_id"),
                    text(job, "status"),
                    text(job, "country"),
                    text(job, "queries_completed") + "/" + text(job, "queries_total"),
                    text(job, "queries_failed"),
                    Figures.count(rows(job)),
                    text(job, "owner"),
                    text(job, "created_at")));
            return table.render();
        }
    }

    /** A command about one job, which it prints as it is then. */
    abstract static class JobCommand extends ClientCommand {

        @Parameters(index = "0", paramLabel = "JOB", description = "The job_id.")
        private String id;

        @Override
        protected final int run(ServiceClient client) {
            JsonNode job = job(client, id);
            print(details(job), job);
            return exitCode(job);
        }

        /** Does what the command is about, and returns the job. */
        abstract JsonNode job(ServiceClient client, String job);

        /** 0, unless the command is about how the job ends. */
        int exitCode(JsonNode job) {
            return CommandLine.ExitCode.OK;
        }
    }

    /** {@code bridge jobs show}. */
    @Command(name = "show", description = "Shows a job with its queries.")
    static final class Show extends JobCommand {

        @Override
        JsonNode job(ServiceClient client, String job) {
            return client.get(path(job));
        }
    }

    /** {@code bridge jobs samples}: how far its queries were. */
    @Command(name = "samples", description = "Shows how far the queries of a job were over time.")
    static final class Samples extends ClientCommand {

        @Parameters(index = "0", paramLabel = "JOB", description = "The job_id.")
        private String id;

        @Option(names = "--query", paramLabel = "NAME", description = "Only this query.")
        private String query;

        @Override
        protected int run(ServiceClient client) {
            JsonNode samples =
                    client.get(path(id) + "/samples" + filter("query", query).replaceFirst("&", "?"));
            TextTable table = new TextTable("query", "seconds", "attempt", "rows", "bytes");
            samples.path("queries").forEach(one -> rows(one, table));
            print(table.render(), samples);
            return 0;
        }

        private static void rows(JsonNode query, TextTable table) {
            for (int i = 0; i < query.path("seconds").size(); i++) {
                table.row(
                        text(query, "query_name"),
                        query.path("seconds").path(i).asText(),
                        query.path("attempts").path(i).asText(),
                        Figures.count(query.path("rows").path(i).asLong()),
                        Figures.bytes(query.path("bytes").path(i).asLong()));
            }
        }
    }

    /** {@code bridge jobs manifest}: what an output is, as JSON. */
    @Command(name = "manifest", description = "Prints the manifest of a query's output, as it stands in the volume.")
    static final class ShowManifest extends ClientCommand {

        @Parameters(index = "0", paramLabel = "JOB", description = "The job_id.")
        private String id;

        @Parameters(index = "1", paramLabel = "QUERY", description = "The query's name.")
        private String query;

        @Override
        protected int run(ServiceClient client) {
            JsonNode manifest =
                    client.get(path(id) + "/queries/" + URLEncoder.encode(query, StandardCharsets.UTF_8) + "/manifest");
            print(manifest.toPrettyString(), manifest);
            return 0;
        }
    }

    /** {@code bridge jobs cancel}. */
    @Command(name = "cancel", description = "Cancels a job; what runs stops within seconds.")
    static final class Cancel extends JobCommand {

        @Override
        JsonNode job(ServiceClient client, String job) {
            client.delete(path(job));
            return client.get(path(job));
        }
    }

    /** {@code bridge jobs watch}: what becomes of its queries, until it has ended. */
    @Command(
            name = "watch",
            description =
                    "Tells of each query that begins or ends (on standard error), until the job has ended; exit code"
                            + " 1 when it was not completed.")
    static final class Watch extends JobCommand {

        @Spec
        private CommandSpec specification;

        @Override
        JsonNode job(ServiceClient client, String job) {
            return new JobWait(client, job, specification.commandLine().getErr()).untilEnded();
        }

        @Override
        int exitCode(JsonNode job) {
            return exitCodeOf(job);
        }
    }

    /** {@code bridge jobs retry}: a new job of what has not succeeded. */
    @Command(
            name = "retry",
            description = "Starts a job of the queries that have failed or were cancelled, with the same parameters.")
    static final class Retry extends JobCommand {

        @Option(names = "--query", paramLabel = "NAME", description = "Only this query; repeatable.")
        private List<String> queries;

        @Option(names = "--overwrite", description = "Replaces output that is there.")
        private Boolean overwrite;

        @Option(names = "--wait", description = "Waits for its end; exit code 1 when it was not completed.")
        private boolean wait;

        @Spec
        private CommandSpec specification;

        @Override
        JsonNode job(ServiceClient client, String job) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("queries", queries);
            body.put("overwrite", overwrite);
            String made = text(client.post(path(job) + "/retry", body), "job_id");
            return wait
                    ? new JobWait(client, made, specification.commandLine().getErr()).untilEnded()
                    : client.get(path(made));
        }

        @Override
        int exitCode(JsonNode job) {
            return wait ? exitCodeOf(job) : CommandLine.ExitCode.OK;
        }
    }

    /** 0 when the job was completed. */
    static int exitCodeOf(JsonNode job) {
        return text(job, "status").equals("completed") ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Of the job below the service's URL. */
    static String path(String id) {
        return "jobs/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static long rows(JsonNode job) {
        return StreamSupport.stream(job.path("results").spliterator(), false)
                .mapToLong(query -> query.path("rows_extracted").asLong())
                .sum();
    }

    /** The job in one line, its queries as a table, and why some have no output. */
    static String details(JsonNode job) {
        TextTable table = new TextTable("query", "status", "rows", "bytes", "seconds", "attempts");
        job.path("results")
                .forEach(query -> table.row(
                        text(query, "query_name"),
                        text(query, "status"),
                        Figures.count(query.path("rows_extracted").asLong()),
                        Figures.bytes(query.path("bytes_written").asLong()),
                        query.hasNonNull("duration_seconds")
                                ? Figures.seconds(query.path("duration_seconds").asDouble())
                                : "-",
                        text(query, "attempts")));
        String head = "job " + text(job, "job_id") + ": " + text(job, "status") + ", country " + text(job, "country")
                + ", asked for by " + text(job, "owner") + " at " + text(job, "created_at");
        return head + System.lineSeparator() + table.render() + reasons(job);
    }

    private static String reasons(JsonNode job) {
        return StreamSupport.stream(job.path("results").spliterator(), false)
                .filter(query -> query.hasNonNull("error") || query.hasNonNull("message"))
                .map(query -> System.lineSeparator() + text(query, "query_name") + ": "
                        + (query.hasNonNull("error")
                                ? text(query, "error") + " [" + text(query, "error_code") + "]"
                                : text(query, "message")))
                .collect(Collectors.joining());
    }

    /** Without characters that would do something to a terminal. */
    static String text(JsonNode of, String field) {
        return OutputOptions.printable(of.path(field).asText("-"));
    }
}
