package io.github.sqldatabricks.bridge.api.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Knows what this process was started with. Thread-safe. */
public interface ServiceSettings {

    /** All settings of the bridge, by name. No secret is in them. */
    List<Setting> all();

    /** One setting, also over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ServiceSetting")
    record Setting(
            @Schema(description = "As in docs/configuration.md")
            String name,

            @Schema(
                    nullable = true,
                    description =
                            "Its value; of a secret that is set ********, and likewise what of a URL can hold one;"
                                    + " null when there is none")
            String value,

            @Schema(description = "Whether its value is never shown")
            boolean secret,

            @Schema(
                    description = "Where the value is from, such as 'environment variable SQLSERVER_HOST' or"
                            + " 'config/application.properties'; 'default' when nobody has set it")
            String source,

            @Schema(nullable = true, description = "Of the source: the highest one wins; null for a default")
            Integer ordinal,

            @JsonProperty("default")
            @Schema(nullable = true, description = "What counts when nobody sets it; null for nothing")
            String defaultValue) {}
}
