package io.github.sqldatabricks.bridge.airbyte.configuration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What Airbyte shows to the user: all fields, with titles, descriptions, ranges and which ones are secret. */
public final class ConnectorSpecification {

    private static final String RESOURCE = "/airbyte/spec.json";

    private ConnectorSpecification() {}

    /** The content of a SPEC message. */
    public static ObjectNode read() {
        try (InputStream in = ConnectorSpecification.class.getResourceAsStream(RESOURCE)) {
            return (ObjectNode) new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
