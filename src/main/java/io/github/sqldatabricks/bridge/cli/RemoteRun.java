package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A run of a replication that a running service is asked for. */
final class RemoteRun {

    private final String replication;
    private final Map<String, Object> body = new LinkedHashMap<>();

    private RemoteRun(String replication, Optional<String> streams) {
        this.replication = replication;
        streams.ifPresent(pattern -> body.put("streams", pattern));
    }

    /** Of what is new, or of all rows. */
    static RemoteRun of(String replication, Optional<String> streams, boolean reset) {
        RemoteRun run = new RemoteRun(replication, streams);
        run.body.put("reset", reset);
        return run;
    }

    /** Of a range. */
    static RemoteRun of(String replication, Optional<String> streams, Backfill range) {
        RemoteRun run = new RemoteRun(replication, streams);
        run.body.put("from", range.from());
        run.body.put("to", range.to());
        range.column().ifPresent(column -> run.body.put("column", column));
        return run;
    }

    /** What it would do, of a range. */
    JsonNode plan(ServiceClient client) {
        return client.post(path() + "?dry_run=true", body);
    }

    private String path() {
        return ReplicationPaths.of(replication) + "/runs";
    }

    /**
     * Starts it, and waits for its end.
     *
     * @param progress hears of the job, and of each stream that begins or ends
     * @return the job
     */
    JsonNode toTheEnd(ServiceClient client, PrintWriter progress) {
        String job = client.post(path(), body).path("job_id").asText();
        JobWait wait = new JobWait(client, job, progress);
        progress.println(wait.advice());
        return wait.untilEnded();
    }
}
