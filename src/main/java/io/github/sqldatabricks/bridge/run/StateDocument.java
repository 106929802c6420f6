package io.github.sqldatabricks.bridge.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.change.Position;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import java.util.HashSet;
import java.util.Set;

/**
 * How far a stream is, as a file that can be kept, compared and imported again.
 *
 * @param stream whose it is
 * @param generation in which it was exported, 1 to 10<sup>12</sup>: more than a stream reaches, and less than an id of a load has digits for
 * @param position a column that tells what changed, and its value
 */
public record StateDocument(StreamId stream, long generation, Position position) {

    private static final int VERSION = 1;
    private static final long LAST_GENERATION = 1_000_000_000_000L;
    private static final Set<String> FIELDS = Set.of("version", "replication", "stream", "generation", "position");

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The text that {@link #read} takes. */
    public String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("version", VERSION)
                .put("replication", stream.replication())
                .put("stream", stream.stream())
                .put("generation", generation);
        try {
            json.set("position", JSON.readTree(position.json()));
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("written by this version", e);
        }
    }

    /**
     * Reads one, strictly.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-state}) when this version did not write it
     */
    public static StateDocument read(String text) {
        try {
            return read(JSON.readTree(text));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid("it is no such JSON object");
        } catch (BridgeException.RemotePermanent e) {
            throw invalid("its position is none of this version");
        }
    }

    private static StateDocument read(JsonNode json) {
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        boolean known = names.equals(FIELDS)
                && json.path("version").canConvertToExactIntegral()
                && json.path("version").doubleValue() == VERSION
                && json.path("replication").isTextual()
                && json.path("stream").isTextual()
                // 2.0 is an integer of JSON, and what some programs write.
                && json.path("generation").canConvertToExactIntegral()
                && json.path("generation").canConvertToLong();
        if (!known) {
            throw new IllegalArgumentException("other fields");
        }
        long generation = json.path("generation").longValue();
        if (generation < 1 || generation > LAST_GENERATION) {
            throw invalid("its generation is not from 1 to " + LAST_GENERATION);
        }
        return new StateDocument(
                new StreamId(
                        json.path("replication").textValue(),
                        json.path("stream").textValue()),
                generation,
                Position.read(json.path("position").toString()));
    }

    static BridgeException invalid(String but) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_STATE,
                "Expected a state that 'bridge state export' or GET .../state has written for this stream, but " + but
                        + ". Nothing was changed.");
    }
}
