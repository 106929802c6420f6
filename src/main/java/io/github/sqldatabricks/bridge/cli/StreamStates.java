package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState;
import java.util.Optional;
import java.util.OptionalLong;

/** How far streams are, for commands: as this process's store has it, or as a running service says. */
interface StreamStates {

    /**
     * What is known of a stream.
     *
     * @param position empty for one that has none, and for those who may not see it
     */
    record Known(long generation, Optional<String> position, boolean reset) {

        private static Known of(StreamState state) {
            return new Known(state.generation(), state.position(), state.reset());
        }

        private static Known of(JsonNode stream) {
            return new Known(
                    stream.path("generation").asLong(),
                    Optional.ofNullable(stream.path("position").textValue()),
                    stream.path("reset").asBoolean());
        }
    }

    Known stream(StreamId id);

    /** The JSON of its state. */
    String export(StreamId id);

    /** Puts a state in, when the stream is in the generation that was seen. */
    Known restore(StreamId id, String document, long seen);

    /** Has all rows read again; when it is in the generation that was seen, if any. */
    Known reset(StreamId id, OptionalLong seen);

    /** Those in the store of this process. */
    static StreamStates of(ReplicationOperations operations) {
        return new Local(operations);
    }

    /** Those of a service, for whom the token is of. */
    static StreamStates of(ServiceClient client) {
        return new Remote(client);
    }

    /** See {@link #of(ReplicationOperations)}. */
    record Local(ReplicationOperations operations) implements StreamStates {

        @Override
        public Known stream(StreamId id) {
            return Known.of(operations.stream(id, Principal.COMMAND_LINE));
        }

        @Override
        public String export(StreamId id) {
            return operations.state(id, Principal.COMMAND_LINE).json();
        }

        @Override
        public Known restore(StreamId id, String document, long seen) {
            return Known.of(operations.restore(id, document, () -> seen, Principal.COMMAND_LINE));
        }

        @Override
        public Known reset(StreamId id, OptionalLong seen) {
            return Known.of(operations.reset(id, seen, Principal.COMMAND_LINE));
        }
    }

    /** See {@link #of(ServiceClient)}. */
    record Remote(ServiceClient client) implements StreamStates {

        @Override
        public Known stream(StreamId id) {
            for (JsonNode stream : client.get(ReplicationPaths.of(id.replication()) + "/streams")) {
                if (stream.path("name").asText().equals(id.stream())) {
                    return Known.of(stream);
                }
            }
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_STREAM,
                    "Nothing is known of a stream " + id.stream() + " of " + id.replication()
                            + ". 'bridge replicate status' lists the streams.");
        }

        @Override
        public String export(StreamId id) {
            return client.get(ReplicationPaths.of(id) + "/state").toPrettyString();
        }

        @Override
        public Known restore(StreamId id, String document, long seen) {
            return Known.of(client.put(ReplicationPaths.of(id) + "/state", document, Long.toString(seen)));
        }

        @Override
        public Known reset(StreamId id, OptionalLong seen) {
            return Known.of(
                    seen.isPresent()
                            ? client.delete(ReplicationPaths.of(id) + "/state", Long.toString(seen.getAsLong()))
                            : client.post(ReplicationPaths.of(id) + "/reset"));
        }
    }
}
