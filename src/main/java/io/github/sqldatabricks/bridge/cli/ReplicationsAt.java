package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import java.util.Optional;

/** What commands change of replications between their runs: in this process's store, or at a running service. */
interface ReplicationsAt {

    /** A load that may pass. */
    record Approved(String load, long rowsBefore, long rowsAfter) {

        long rowsGone() {
            return rowsBefore - rowsAfter;
        }

        private static Approved of(Block block) {
            return new Approved(block.load(), block.rowsBefore(), block.rowsAfter());
        }

        private static Approved of(JsonNode block) {
            return new Approved(
                    OutputOptions.printable(block.path("load_id").asText()),
                    block.path("rows_before").asLong(),
                    block.path("rows_after").asLong());
        }
    }

    /** Returns who keeps it from running by its schedule: the first one who asked. */
    String pause(String replication);

    /** Returns false when nobody kept it from that. */
    boolean resume(String replication);

    /** @param load only when it is this one; empty for the one that is blocked */
    Approved approve(StreamId stream, Optional<String> load);

    void reset(StreamId stream);

    /** See {@link ReplicationsAt}. */
    record Here(ReplicationOperations operations) implements ReplicationsAt {

        @Override
        public String pause(String replication) {
            return operations.pause(replication, Principal.COMMAND_LINE).by();
        }

        @Override
        public boolean resume(String replication) {
            return operations.resume(replication, Principal.COMMAND_LINE);
        }

        @Override
        public Approved approve(StreamId stream, Optional<String> load) {
            return operations
                    .approve(stream, load, Principal.COMMAND_LINE)
                    .blocked()
                    .map(Approved::of)
                    .orElseThrow();
        }

        @Override
        public void reset(StreamId stream) {
            operations.reset(stream, Principal.COMMAND_LINE);
        }
    }

    /** See {@link ReplicationsAt}; as whom the token acts. */
    record There(ServiceClient client) implements ReplicationsAt {

        @Override
        public String pause(String replication) {
            return OutputOptions.printable(client.post(ReplicationPaths.of(replication) + "/pause")
                    .path("paused_by")
                    .asText());
        }

        /** The answer is how it is then; so that it is asked before how it was. */
        @Override
        public boolean resume(String replication) {
            boolean paused = client.get(ReplicationPaths.of(replication)).hasNonNull("paused_by");
            client.post(ReplicationPaths.of(replication) + "/resume");
            return paused;
        }

        @Override
        public Approved approve(StreamId stream, Optional<String> load) {
            String only =
                    load.map(id -> "?load=" + ReplicationPaths.encoded(id)).orElse("");
            return Approved.of(
                    client.post(ReplicationPaths.of(stream) + "/approve" + only).path("blocked"));
        }

        @Override
        public void reset(StreamId stream) {
            client.post(ReplicationPaths.of(stream) + "/reset");
        }
    }
}
