package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Where processes that tests start write to, and answers are kept, until the whole suite's output is looked through. */
public final class ProcessOutput {

    /** Gone with the next clean build. */
    public static final Path FOLDER = Path.of("target", "process-output").toAbsolutePath();

    private static final Path ANSWERS =
            FOLDER.resolve("answers-" + ProcessHandle.current().pid() + ".log");

    private ProcessOutput() {}

    /** A file that is not there yet. */
    public static Path file(String name) {
        try {
            return Files.createDirectories(FOLDER).resolve(name + "-" + UUID.randomUUID() + ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps an answer of a service. */
    public static synchronized void answer(String headersAndBody) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(ANSWERS, headersAndBody + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
