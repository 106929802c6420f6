package io.github.sqldatabricks.bridge.airbyte.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * All that a user says about a source, read strictly: what is unknown, of another type or out of range is refused, never guessed.
 */
public record ConnectorConfiguration(WorkspaceAccess workspace, TableSelection tables, ReadOptions reading) {

    private static final String SPECIFICATION = "/airbyte/spec.json";

    /**
     * Reads the configuration.
     *
     * @throws BridgeException.InvalidRequest with everything that is wrong, and no secret
     */
    public static ConnectorConfiguration read(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_AIRBYTE_CONFIGURATION, "Expected a configuration that is a JSON object.");
        }
        Set<String> problems = new LinkedHashSet<>();
        ConfigurationFields fields = new ConfigurationFields(object, "", problems);
        ConnectorConfiguration configuration = new ConnectorConfiguration(
                WorkspaceAccess.read(fields), TableSelection.read(fields), ReadOptions.read(fields));
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_AIRBYTE_CONFIGURATION,
                    "The configuration can't be used. " + String.join("; ", problems) + ".");
        }
        return configuration;
    }

    /** The content of a SPEC message: all fields, with titles, descriptions, ranges and which ones are secret. */
    public static ObjectNode specification() {
        try (InputStream in = ConnectorConfiguration.class.getResourceAsStream(SPECIFICATION)) {
            return (ObjectNode) new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
