package io.github.sqldatabricks.bridge.cli.airbyte;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** Standard output as the protocol needs it. */
final class StandardOutput {

    private StandardOutput() {}

    /**
     * The stream itself, unbuffered, which tells when its reader is gone (a {@link java.io.PrintStream} does not). From now on,
     * what a library prints goes to standard error.
     */
    static OutputStream take() {
        System.setOut(System.err);
        return new FileOutputStream(FileDescriptor.out);
    }
}
