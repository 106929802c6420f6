package io.github.sqldatabricks.bridge.access;

import java.nio.file.Path;

/** The permissions file can't be used. The message names file and line and never shows a token. */
public final class InvalidPermissions extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidPermissions(String message) {
        super(message);
    }

    InvalidPermissions(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param line counted from 1 */
    static InvalidPermissions at(Path file, int line, String problem) {
        return new InvalidPermissions(file + ", line " + line + ": " + problem);
    }
}
