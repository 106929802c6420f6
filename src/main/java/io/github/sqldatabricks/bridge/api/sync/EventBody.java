package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /sync/events}, as it comes; {@link EventBodyReader} makes a draft of it. The read-only fields
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
        @JsonDeserialize(using = WrittenTime.class)
        Instant createdAt,

        @Schema(description = "Ignored") JsonNode processedAt) {}
