package io.github.sqldatabricks.bridge.airbyte.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads a configuration strictly: what is unknown, of another type or out of range is refused, never guessed. */
public final class ConfigurationReader {

    private ConfigurationReader() {}

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
        Fields fields = new Fields(object, "", problems);
        ConnectorConfiguration configuration = new ConnectorConfiguration(
                WorkspaceFields.read(fields), SelectionFields.read(fields), ReadOptionFields.read(fields));
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_AIRBYTE_CONFIGURATION,
                    "The configuration can't be used. " + String.join("; ", problems) + ".");
        }
        return configuration;
    }
}
