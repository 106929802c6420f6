package io.github.sqldatabricks.bridge.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Temporary folders of the sandbox. */
public final class TemporaryFolder {

    private static final Logger LOG = Logger.getLogger(TemporaryFolder.class);

    private TemporaryFolder() {}

    /** Deletes the folder with everything in it; what can't be deleted is logged. */
    public static void delete(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("The sandbox's folder %s could not be removed: %s", root, e.getMessage());
        }
    }
}
