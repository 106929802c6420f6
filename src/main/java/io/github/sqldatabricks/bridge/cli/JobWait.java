package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The wait for a job of a running service. When this process is interrupted the job goes on, and the caller is told so. For one thread. */
final class JobWait {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ServiceClient client;
    private final String id;
    private final PrintWriter progress;
    private final Map<String, String> seen = new HashMap<>();

    /**
     * A wait that has not begun.
     *
     * @param id the job's
     * @param progress hears of each query that begins or ends
     */
    JobWait(ServiceClient client, String id, PrintWriter progress) {
        this.client = client;
        this.id = id;
        this.progress = progress;
    }

    /** What the job is called, and which command cancels it. */
    String advice() {
        return job() + " goes on at the service when this command is interrupted; to cancel it: " + cancelling();
    }

    private String job() {
        return "job " + OutputOptions.printable(id);
    }

    private String cancelling() {
        return "bridge jobs cancel " + OutputOptions.printable(id) + " --url " + client.url();
    }

    /** Returns the job as it is in the end. */
    JsonNode untilEnded() {
        Thread interrupted = new Thread(() -> progress.println(
                "Interrupted, but " + job() + " goes on at the service. To cancel it: " + cancelling()));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return watched();
        } finally {
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and has begun to tell.
        }
    }

    private JsonNode watched() {
        while (true) {
            JsonNode job = client.get(JobsCommand.path(id));
            job.path("results").forEach(this::tell);
            if (ENDED.contains(JobsCommand.text(job, "status"))) {
                return job;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void tell(JsonNode query) {
        String status = JobsCommand.text(query, "status");
        if (!status.equals(seen.put(JobsCommand.text(query, "query_name"), status)) && !status.equals("pending")) {
            progress.println(JobsCommand.text(query, "query_name") + "  " + status + "  "
                    + Figures.count(query.path("rows_extracted").asLong()) + " rows");
        }
    }
}
