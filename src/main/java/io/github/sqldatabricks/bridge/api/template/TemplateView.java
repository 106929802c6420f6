package io.github.sqldatabricks.bridge.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.QueryTables.TablesRead;
import io.github.sqldatabricks.bridge.extraction.TemplateDetails.Detail;
import io.github.sqldatabricks.bridge.extraction.TemplateDetails.Parameter;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A query template over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "QueryTemplate")
public record TemplateView(
        @Schema(description = "What POST /extract takes in queries")
        String queryName,

        @Schema(nullable = true, description = "Below the folder of templates; null when it is broken")
        String file,

        @Schema(description = "What its author says; may be empty")
        String description,

        @Schema(nullable = true, description = "Why it is not run")
        String disabled,

        @Schema(nullable = true, description = "What is wrong with it")
        String problem,

        @Schema(nullable = true, description = "SHA-256 of its text, in hexadecimal; null when it is broken")
        String sha256,

        @Schema(description = "In order of use") List<ParameterView> parameters,

        @Schema(
                nullable = true,
                description =
                        "How its rows are divided among several readers, such as 8 by order_id; null when one reads them")
        String partition,

        @Schema(nullable = true, description = "Tables that it reads; null when they are not known")
        List<String> tables,

        @Schema(nullable = true, description = "Why its tables are not known")
        String tablesUnknown) {

    /** @param read empty when there is no statement to look at */
    static TemplateView of(Detail detail, Optional<TablesRead> read) {
        return new TemplateView(
                detail.summary().name(),
                detail.file().orElse(null),
                detail.summary().description(),
                detail.summary().disabled().orElse(null),
                detail.summary().problem().orElse(null),
                detail.sha256().orElse(null),
                detail.parameters().stream().map(ParameterView::of).toList(),
                detail.partition().map(PartitionBy::text).orElse(null),
                read.map(TemplateView::tables).orElse(null),
                read.isPresent()
                        ? unknown(read.get())
                        : "it is broken, or they depend on a secret, or on values that nobody gives");
    }

    private static List<String> tables(TablesRead read) {
        return read instanceof TablesRead.Known known
                ? known.tables().stream().map(Object::toString).toList()
                : null;
    }

    private static String unknown(TablesRead read) {
        return read instanceof TablesRead.NotUnderstood unknown ? unknown.reason() : null;
    }

    /** A parameter of a template over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "TemplateParameter")
    public record ParameterView(
            String name,

            @Schema(nullable = true, description = "Of SQL Server, as it is declared")
            String type,

            @Schema(
                    nullable = true,
                    description = "The value when nobody gives one, as text; masked when it is a secret")
            String defaultValue,

            @Schema(nullable = true, description = "How it is computed when nobody gives one")
            String computed,

            @Schema(description = "Whether its values are masked wherever they are shown")
            boolean secret,

            @Schema(
                    nullable = true,
                    description = "The pattern that it must match, because it becomes a part of a name")
            String identifierPattern) {

        static ParameterView of(Parameter parameter) {
            return new ParameterView(
                    parameter.name(),
                    parameter.type().orElse(null),
                    parameter.defaultText().orElse(null),
                    parameter.computed().orElse(null),
                    parameter.secret(),
                    parameter.identifier().orElse(null));
        }
    }
}
