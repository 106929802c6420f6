package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code load} looks like, for the OpenAPI document only: {@link io.github.sqldatabricks.bridge.load.LoadSpec} reads it, since
 * templates say the same.
 *
 * @param target see the schema; likewise all others
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(
        name = "Load",
        description =
                "How the rows of a query come into a Delta table; what a template says of it holds where a field is left out")
record LoadSchema(
        @Schema(
                description = "The table, made when it is missing; {country} and {query} are filled in",
                examples = "main.sales.{query}")
        String target,

        @Schema(
                description = "What the rows do to those that are there",
                enumeration = {"replace", "append", "merge", "replace-where"})
        String mode,

        @Schema(description = "Columns of the key, for merge")
        List<String> keys,

        @Schema(description = "For merge: of several rows with one key the one with the largest value here wins")
        String newestBy,

        @Schema(description = "For replace-where: column, from (the first value) and to (the first one behind)")
        Map<String, Object> period,

        @Schema(description = "For replace-where: column and values, of which null is NULL")
        Map<String, Object> slices,

        @Schema(
                description =
                        "What may happen when columns differ: evolve, freeze or discard, or an object of table, columns and types")
        Object contract,

        @Schema(description = "How many rows a load may take away: deleted_rows, deleted_percent, shrink_percent")
        Map<String, Integer> limits,

        @Schema(description = "Of a table that is made") String comment,

        @Schema(description = "Of a table that is made, by column")
        Map<String, String> columnComments,

        @Schema(description = "Of a table that is made") Map<String, String> properties,

        @Schema(description = "Of a table that is made; left out for the columns of the mode")
        List<String> clusterBy,

        @Schema(description = "The same fields by query, where they differ")
        Map<String, Object> queries) {}
