package io.github.sqldatabricks.bridge.replication.partition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the statement of a part differs from the one for all rows, so that another process can make it, too. Neither that statement nor its
 * parameters, some of which may be secret, are in it.
 *
 * @param before text before the statement for all rows
 * @param behind text behind it
 * @param values of the markers in that text, in order
 */
public record Narrowed(String before, String behind, List<ParameterValue.Typed> values) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Narrowed {
        values = List.copyOf(values);
    }

    /** @throws IllegalArgumentException when the part is not made of the statement for all rows */
    public static Narrowed of(RowQuery all, RowQuery part) {
        int from = part.sql().indexOf(all.sql());
        int given = all.parameters().size();
        if (from < 0
                || part.parameters().size() < given
                || !part.parameters().subList(0, given).equals(all.parameters())) {
            throw new IllegalArgumentException("Expected a part of " + all.name() + ", but got another statement.");
        }
        return new Narrowed(
                part.sql().substring(0, from),
                part.sql().substring(from + all.sql().length()),
                part.parameters().subList(given, part.parameters().size()).stream()
                        .map(ParameterValue.Typed.class::cast)
                        .toList());
    }

    /** The statement of the part. */
    public RowQuery of(RowQuery all) {
        return new RowQuery(
                all.country(),
                all.name(),
                before + all.sql() + behind,
                Stream.concat(all.parameters().stream(), values.stream()).toList(),
                all.rowLimit(),
                all.temporalPolicies());
    }

    /** The text that {@link #read} takes. */
    public String json() {
        ObjectNode json = JSON.createObjectNode().put("before", before).put("behind", behind);
        for (ParameterValue.Typed value : values) {
            json.withArray("values")
                    .addObject()
                    .put("kind", value.type().kind().name())
                    .put("size", value.type().size())
                    .put("scale", value.type().scale())
                    .put("text", KeyColumn.text(value));
        }
        return json.toString();
    }

    /** @throws IllegalArgumentException when {@link #json} did not write it */
    public static Narrowed read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<ParameterValue.Typed> values = new ArrayList<>();
            json.path("values").forEach(value -> values.add(value(value)));
            return new Narrowed(
                    json.path("before").asText(), json.path("behind").asText(), values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected the range of a part, but got no JSON.", e);
        }
    }

    private static ParameterValue.Typed value(JsonNode json) {
        ParameterType type = new ParameterType(
                ParameterType.Kind.valueOf(json.path("kind").asText()),
                json.path("size").asInt(),
                json.path("scale").asInt());
        return (ParameterValue.Typed)
                new KeyColumn("", type).value(json.path("text").asText());
    }
}
