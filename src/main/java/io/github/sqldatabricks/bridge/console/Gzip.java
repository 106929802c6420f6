package io.github.sqldatabricks.bridge.console;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Compression of pages and their files, and of nothing else: a page holds no secret that a stranger could make it repeat (BREACH), and
 * what REST answers is left as it is.
 */
final class Gzip {

    private static final String NAME = "gzip";

    private Gzip() {}

    static byte[] of(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** Whether who asks for it takes it compressed (RFC 9110, section 12.5.3); a weight of 0 is not looked for, as no browser sends one. */
    static boolean isAccepted(String acceptEncoding) {
        return Optional.ofNullable(acceptEncoding)
                .filter(value -> value.contains(NAME))
                .isPresent();
    }

    /** Marks an answer whose body is compressed. */
    static ResponseBuilder mark(ResponseBuilder answer, boolean compressed) {
        answer.header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return compressed ? answer.header(HttpHeaders.CONTENT_ENCODING, NAME) : answer;
    }
}
