package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that the platform hands over: configuration, catalog, state. Errors never show what is in them. */
public final class JsonFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonFile() {}

    /**
     * Reads a file that holds one JSON value.
     *
     * @param what the file is, such as {@code configuration}
     * @throws BridgeException.InvalidRequest when it can't be read, is no JSON, or holds no value or several
     */
    public static JsonNode readOne(Path file, String what) {
        List<JsonNode> values = readAll(file, what);
        if (values.size() != 1) {
            throw invalid(
                    "Expected one JSON value in the " + what + " file " + file + ", but got " + values.size() + ".");
        }
        return values.get(0);
    }

    /**
     * Reads a file that holds any number of JSON values, one after the other.
     *
     * @param what the file is, such as {@code state}
     * @throws BridgeException.InvalidRequest when it can't be read or is no JSON
     */
    public static List<JsonNode> readAll(Path file, String what) {
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
            return values.readAll();
        } catch (JacksonException e) {
            throw invalid("The " + what + " file " + file + " is no JSON" + place(e.getLocation()) + ".");
        } catch (IOException e) {
            throw invalid("The " + what + " file " + file + " can't be read ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ": see line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest("invalid-airbyte-file", message);
    }
}
