package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import io.github.sqldatabricks.bridge.api.StrictJson;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /sync/events}, as it comes, and the draft that it holds. The read-only fields
 * are there because older clients send whole events, and {@code country} because the predecessor's have it there: it means the
 * same as {@code metadata.country}.
 *
 * @param eventId see the schema; likewise all others
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "SyncEventRequest")
record EventBody(
        @Schema(
                description = "1 to 128 letters, digits, '.', '_', ':' or '-'; chosen by the service when left out."
                        + " Sending the same event again does nothing twice",
                pattern = "^(" + EventId.PATTERN + ")?$")
        String eventId,

        @Schema(
                required = true,
                enumeration = {"INSERT", "UPDATE", "DELETE", "UPSERT"})
        String operation,

        @Schema(
                description = "The Databricks table or view with the rows",
                pattern = "^(" + UnityTable.PATTERN + ")?$",
                examples = "main.pricing.results")
        String sourceTable,

        @Schema(
                required = true,
                description =
                        "The SQL Server table; without a schema it is in dbo. The schema 'bridge' is the bridge's own",
                pattern = "^(" + SqlServerTable.PATTERN + ")$",
                examples = "dbo.Results")
        String targetTable,

        @Schema(
                description = "The columns that say which row is meant, different even when case is ignored",
                uniqueItems = true,
                examples = "[\"id\"]")
        List<String> primaryKeys,

        @Schema(hidden = true) String country,

        @Schema(description = "Higher goes first", defaultValue = "0")
        Integer priority,

        @Schema(description = "How many rows should change; another number is reported as discrepancy", minimum = "0")
        Long rowsExpected,

        @Schema(
                description = "For DELETE without keys: equality conditions by column; null means NULL",
                type = SchemaType.OBJECT)
        Map<String, JsonNode> filterConditions,

        @Schema(
                description =
                        "country, on_discrepancy (report, rollback), identity (reject, keep, generate), cascade (count,"
                                + " refuse), json (true or a list of columns), and whatever the caller likes",
                type = SchemaType.OBJECT)
        Map<String, JsonNode> metadata,

        @Schema(
                description = "Attempts after the first; left out for the configured number",
                minimum = "0",
                maximum = "100")
        Integer maxRetries,

        @Schema(description = "Ignored") JsonNode status,
        @Schema(description = "Ignored") JsonNode rowsAffected,
        @Schema(description = "Ignored") JsonNode discrepancy,
        @Schema(description = "Ignored") JsonNode warning,
        @Schema(description = "Ignored") JsonNode errorMessage,
        @Schema(description = "Ignored") JsonNode retryCount,

        @Schema(description = "When it was asked for, with an offset of at most 18 hours; left out for now")
        @JsonDeserialize(using = EventBody.WrittenTime.class)
        Instant createdAt,

        @Schema(description = "Ignored") JsonNode processedAt) {

    private static final String COUNTRY = "country";

    /** @throws BridgeException.InvalidRequest when there is none */
    static EventBody required(EventBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, but the body is empty.");
        }
        return body;
    }

    /**
     * The draft that the body holds.
     *
     * @throws BridgeException.InvalidRequest when a value has a shape that can't be read
     */
    EventDraft draft() {
        return new EventDraft(
                Optional.ofNullable(eventId),
                Optional.ofNullable(operation),
                Optional.ofNullable(sourceTable),
                Optional.ofNullable(targetTable),
                keyColumns(),
                priority == null ? OptionalInt.empty() : OptionalInt.of(priority),
                rowsExpected == null ? OptionalLong.empty() : OptionalLong.of(rowsExpected),
                conditions(),
                metadataTexts(),
                Optional.ofNullable(createdAt),
                maxRetries == null ? OptionalInt.empty() : OptionalInt.of(maxRetries));
    }

    private List<String> keyColumns() {
        if (primaryKeys == null) {
            return List.of();
        }
        if (primaryKeys.stream().anyMatch(Objects::isNull)) {
            throw invalid("primary_keys to be a list of column names, but one is null");
        }
        primaryKeys.forEach(key -> StrictJson.requireText("primary_keys", key));
        return primaryKeys;
    }

    private Map<String, Optional<String>> conditions() {
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        if (filterConditions != null) {
            filterConditions.forEach((column, value) -> conditions.put(column, scalar(column, value)));
        }
        JsonNode older = metadata == null ? null : metadata.get(EventMetadata.CONDITIONS);
        if (older != null
                && !older.isNull()
                && !(older.isTextual() && older.textValue().isBlank())) {
            if (!older.isObject() || !conditions.isEmpty()) {
                throw invalid("metadata.filter_conditions to be an object, and not beside filter_conditions");
            }
            older.properties()
                    .forEach(entry -> conditions.put(entry.getKey(), scalar(entry.getKey(), entry.getValue())));
        }
        return conditions;
    }

    private static Optional<String> scalar(String column, JsonNode value) {
        StrictJson.requireWritable(column, value);
        if (value != null && value.isContainerNode()) {
            throw invalid("filter_conditions to hold text, numbers, true, false or null, but " + QuotedInput.of(column)
                    + " is something else");
        }
        return EventDraft.conditionOf(column, value);
    }

    private Map<String, String> metadataTexts() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        if (metadata != null) {
            all.putAll(metadata);
        }
        if (country != null) {
            addCountry(all, country);
        }
        all.forEach(StrictJson::requireWritable);
        return EventDraft.metadataOf(all);
    }

    /** Where an event goes is said once, or twice the same. */
    private static void addCountry(Map<String, JsonNode> metadata, String country) {
        JsonNode other = metadata.put(COUNTRY, TextNode.valueOf(country));
        if (other != null && !other.isNull() && !other.asText().equalsIgnoreCase(country)) {
            throw invalid("country and metadata.country to be the same, or one of them to be left out");
        }
    }

    private static BridgeException.InvalidRequest invalid(String expected) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_FIELD, "Expected " + expected + ".");
    }

    /** Times as RFC 3339 writes them. Jackson alone would take a number for seconds, where its sender may mean milliseconds. */
    static final class WrittenTime extends StdScalarDeserializer<Instant> {

        private static final long serialVersionUID = 1;

        WrittenTime() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            if (parser.getText().indexOf(':') < 0) {
                return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time");
            }
            return InstantDeserializer.INSTANT.deserialize(parser, context);
        }
    }
}
