package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /extract}, as it comes, and the request that it asks for.
 *
 * <p>{@code target_catalog} and {@code target_schema} are the predecessor's: where it made tables. They must be those of the
 * destination.
 *
 * @param queriesPath see the schema; likewise all others
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ExtractionRequest")
public record ExtractBody(
        @Schema(description = "Folder of templates below the configured one; left out for that one itself")
        String queriesPath,

        @Schema(description = "Folder of parameter files below the configured one; left out for that one itself")
        String configPath,

        @Schema(
                description = "Whose templates, parameters and SQL Server are used",
                required = true,
                pattern = "^" + Country.PATTERN + "$",
                examples = "bolivia")
        String country,

        @Schema(
                description = "Volume folder for the output; left out for the configured one",
                pattern = "^(" + VolumePath.PATTERN + ")?$",
                maxLength = 1024,
                examples = "/Volumes/main/bridge/landing")
        String destination,

        @Schema(hidden = true) String targetCatalog,
        @Schema(hidden = true) String targetSchema,

        @Schema(description = "Names of the templates to run; null or left out for all", minItems = 1)
        List<String> queries,

        @Schema(
                description =
                        "Whether output that is there is replaced; otherwise its query is skipped, or the request refused"
                                + " (409, output-differs) when it was made with other parameters, limit, template or database",
                defaultValue = "false")
        Boolean overwrite,

        @Schema(description = "Rows per file", minimum = "1", defaultValue = "100000")
        Integer chunkSize,

        @Schema(
                description = "Parameters that win over those of the files: text, number, true, false, null, or a list",
                type = SchemaType.OBJECT)
        Map<String, JsonNode> parameters,

        @Schema(description = "Rows per query at most, for trial runs; left out for all rows", minimum = "1")
        Long limit,

        @Schema(
                description =
                        "Into which Delta tables the rows go once their files are published, and how; a query ends when they"
                                + " are there. Its output is always replaced",
                implementation = LoadSchema.class)
        JsonNode load,

        @Schema(
                description = "Same as the header Idempotency-Key: repeating a request with it does nothing twice",
                pattern = "^" + IdempotencyKey.PATTERN + "$")
        String idempotencyToken) {

    /** What was written for parameters, as values: numbers, flags and nulls are what can be nothing else. */
    public static Map<String, JsonNode> values(Map<String, String> texts) {
        Map<String, JsonNode> values = new HashMap<>();
        texts.forEach((name, text) -> values.put(name, value(ParameterText.parse(text))));
        return values;
    }

    private static JsonNode value(ParameterValue.Scalar value) {
        if (value.isNull()) {
            return NullNode.getInstance();
        }
        if (value instanceof ParameterValue.Whole whole) {
            return LongNode.valueOf(whole.value());
        }
        if (value instanceof ParameterValue.Exact exact) {
            return DecimalNode.valueOf(exact.value());
        }
        return value instanceof ParameterValue.Flag flag
                ? BooleanNode.valueOf(flag.value())
                : TextNode.valueOf(ParameterText.plain(value));
    }

    /** Where they stand in {@code /Volumes/catalog/schema/volume}. */
    private static final int CATALOG = 2;

    private static final int SCHEMA = 3;

    /** @throws BridgeException.InvalidRequest when there is none */
    static ExtractBody required(ExtractBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, but the body is empty.");
        }
        return body;
    }

    /**
     * The request that the body asks for.
     *
     * @throws BridgeException.InvalidRequest naming the first field that is wrong
     */
    ExtractionRequest request() {
        return new ExtractionRequest(
                Optional.ofNullable(queriesPath),
                Optional.ofNullable(configPath),
                new Country(country),
                Optional.ofNullable(destination).filter(path -> !path.isEmpty()).map(VolumePath::new),
                queryNames(),
                Boolean.TRUE.equals(overwrite),
                rowsPerFile(),
                parameterValues(),
                rowsPerQuery(),
                loads());
    }

    private LoadSpec loads() {
        if (load == null || load.isNull()) {
            return LoadSpec.NONE;
        }
        if (Boolean.FALSE.equals(overwrite)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected overwrite to be left out or true with load, because what is loaded is extracted now and replaces the"
                            + " output that is there.");
        }
        return LoadSpec.of(StrictJson.requireWritable("load", load));
    }

    /**
     * The key of header or body.
     *
     * @throws BridgeException.InvalidRequest when both are there and differ, or one is not valid
     */
    Optional<IdempotencyKey> key(String header) {
        if (header != null && idempotencyToken != null && !header.equals(idempotencyToken)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_IDEMPOTENCY_KEY,
                    "Expected one idempotency key, but the header Idempotency-Key and idempotency_token differ.");
        }
        return Optional.ofNullable(header != null ? header : idempotencyToken).map(IdempotencyKey::new);
    }

    /**
     * Checks that output goes where the predecessor's fields say. It made tables there; the bridge writes files into a volume.
     *
     * @param output where the output of the request goes
     * @throws BridgeException.InvalidRequest when that is another catalog or schema
     */
    void requireSamePlace(VolumePath output) {
        requireSame("target_catalog", targetCatalog, output, CATALOG);
        requireSame("target_schema", targetSchema, output, SCHEMA);
    }

    private static void requireSame(String field, String name, VolumePath destination, int part) {
        if (name != null && !name.equalsIgnoreCase(destination.value().split("/")[part])) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNSUPPORTED_FIELD,
                    "Expected " + field + " to be left out, or to be that of the destination, which is " + destination
                            + ". The bridge writes files into a volume and makes no tables: name the volume by destination.");
        }
    }

    private List<QueryName> queryNames() {
        if (queries == null) {
            return List.of();
        }
        if (queries.isEmpty() || queries.stream().anyMatch(Objects::isNull)) {
            throw invalid("queries", "a list of names, or null for all");
        }
        return queries.stream().map(QueryName::new).toList();
    }

    private OptionalInt rowsPerFile() {
        if (chunkSize == null) {
            return OptionalInt.empty();
        }
        if (chunkSize < 1) {
            throw invalid("chunk_size", "a number of rows of at least 1");
        }
        return OptionalInt.of(chunkSize);
    }

    private OptionalLong rowsPerQuery() {
        if (limit == null) {
            return OptionalLong.empty();
        }
        if (limit < 1) {
            throw invalid("limit", "a number of rows of at least 1");
        }
        return OptionalLong.of(limit);
    }

    private static BridgeException.InvalidRequest invalid(String field, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + field + " to be " + expected + ".");
    }

    /**
     * Numbers keep their digits.
     *
     * @throws BridgeException.InvalidRequest naming a parameter that is an object, an empty or nested list, or can't be written out
     */
    private Map<String, ParameterValue> parameterValues() {
        Map<String, ParameterValue> values = new HashMap<>();
        if (parameters != null) {
            parameters.forEach((name, json) -> values.put(name, value(name, StrictJson.requireWritable(name, json))));
        }
        return values;
    }

    private static ParameterValue value(String name, JsonNode json) {
        if (json == null || !json.isArray()) {
            return scalar(name, json);
        }
        if (json.isEmpty()) {
            throw invalidParameter(name, "an empty list");
        }
        List<ParameterValue.Scalar> values = new ArrayList<>();
        json.forEach(element -> values.add(scalar(name, element)));
        return new ParameterValue.Many(values);
    }

    private static ParameterValue.Scalar scalar(String name, JsonNode json) {
        if (json == null || json.isNull()) {
            return new ParameterValue.Null();
        }
        if (json.isTextual()) {
            return new ParameterValue.Text(json.textValue());
        }
        if (json.isBoolean()) {
            return new ParameterValue.Flag(json.booleanValue());
        }
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            return new ParameterValue.Whole(json.longValue());
        }
        if (json.isNumber()) {
            return new ParameterValue.Exact(json.decimalValue());
        }
        throw invalidParameter(name, json.isArray() ? "a list in a list" : "an object");
    }

    private static BridgeException.InvalidRequest invalidParameter(String name, String got) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PARAMETER,
                "Expected the parameter " + QuotedInput.of(name)
                        + " to be text, a number, true, false, null or a list of these, but got " + got + ".");
    }
}
