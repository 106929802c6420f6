package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that the platform hands over: configuration, catalog, state. Errors never show what is in them. */
public final class JsonFile {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonFile() {}

    /**
     * Reads a file that a person wrote: it holds one JSON value, with no field twice.
     *
     * @param what the file is, such as {@code configuration}
     * @throws BridgeException.InvalidRequest when it can't be read, is no JSON, or holds no value or several
     */
    public static JsonNode readStrictly(Path file, String what) {
        return one(read(STRICT, file, what), file, what);
    }

    /**
     * Reads a file that a program wrote: it holds one JSON value. Of a field that is there twice (PyAirbyte 0.71 writes
     * {@code global_} so) the last one counts.
     *
     * @param what the file is, such as {@code catalog}
     * @throws BridgeException.InvalidRequest when it can't be read, is no JSON, or holds no value or several
     */
    public static JsonNode readOne(Path file, String what) {
        return one(readAll(file, what), file, what);
    }

    /**
     * Reads a file that a program wrote: it holds any number of JSON values, one after the other.
     *
     * @param what the file is, such as {@code state}
     * @throws BridgeException.InvalidRequest when it can't be read or is no JSON
     */
    public static List<JsonNode> readAll(Path file, String what) {
        return read(MAPPER, file, what);
    }

    private static JsonNode one(List<JsonNode> values, Path file, String what) {
        if (values.size() != 1) {
            throw invalid(
                    "Expected one JSON value in the " + what + " file " + file + ", but got " + values.size() + ".");
        }
        return values.get(0);
    }

    private static List<JsonNode> read(JsonMapper mapper, Path file, String what) {
        try (MappingIterator<JsonNode> values = mapper.readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
            return values.readAll();
        } catch (JacksonException e) {
            throw invalid("The " + what + " file " + file + " is no JSON, or has a field twice" + place(e.getLocation())
                    + ".");
        } catch (IOException e) {
            throw invalid("The " + what + " file " + file + " can't be read ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ": see line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_AIRBYTE_FILE, message);
    }
}
