package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /extract}, as it comes; {@link ExtractBodyReader} makes a request of it.
 *
 * <p>{@code target_catalog} and {@code target_schema} are the predecessor's: where it made tables. They must be those of the
 * destination.
 *
 * @param queriesPath see the schema; likewise all others
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ExtractionRequest")
record ExtractBody(
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
                description = "Same as the header Idempotency-Key: repeating a request with it does nothing twice",
                pattern = "^" + IdempotencyKey.PATTERN + "$")
        String idempotencyToken) {}
