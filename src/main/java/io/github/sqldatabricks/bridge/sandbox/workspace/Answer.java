package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One HTTP answer of the local workspace.
 *
 * @param status HTTP status
 * @param headers to send
 * @param length of the body in bytes; -1 when it is not known beforehand (then sent in chunks)
 * @param body writes the body
 */
public record Answer(int status, Map<String, String> headers, long length, Body body) {

    /** Writes an answer's body. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** An answer without a body. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), 0, out -> {});
    }

    /** An answer with a JSON text. */
    public static Answer json(int status, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Answer(status, Map.of("Content-Type", "application/json"), bytes.length, out -> out.write(bytes));
    }
}
