package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process that applies events and halts at its moment, without any cleanup; or is killed from outside. */
final class KilledWorker {

    /** Above what a JVM exits with by itself. */
    private static final int HALTED = 100;

    private KilledWorker() {}

    /**
     * Lives.
     *
     * @param arguments its name, the places (port and world), workspace, token, a file that it makes when it is ready, and
     *     perhaps the moment (step and time)
     */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        Optional<Moment> moment = arguments.length > 6
                ? Optional.of(new Moment(Step.valueOf(arguments[6]), Integer.parseInt(arguments[7])))
                : Optional.empty();
        Death death = new Death(
                moment,
                () -> Runtime.getRuntime()
                        .halt(HALTED + moment.orElseThrow().step().ordinal()));
        try (Life life = Life.withDatabricks(
                arguments[0],
                new Places(Integer.parseInt(arguments[1]), arguments[2]),
                death,
                LocalDatabricks.jdbc(URI.create(arguments[3]), arguments[4]))) {
            Files.createFile(Path.of(arguments[5]));
            life.run();
        }
    }

    /** The step that a process with this exit code halted at. */
    static Optional<Step> stepOf(int exitCode) {
        return exitCode >= HALTED && exitCode < HALTED + Step.values().length
                ? Optional.of(Step.values()[exitCode - HALTED])
                : Optional.empty();
    }
}
