package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EmbeddedDatabase;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Where files wait for their upload. Each process has its own folder and holds a lock beside it as long as it lives, so
 * that a later process knows which folders are left over, and deletes them. Only the owner can read it, because the
 * files are the tables' data.
 */
final class SpoolFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpoolFolder.class);
    private static final String LOCK = ".lock";
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    /** Stands for a database that another process has. */
    private static final Path ELSEWHERE = Path.of("data", "jobs");

    private final Path base;
    private final Path folder;
    private final Path lockFile;
    private FileChannel lock;

    private SpoolFolder(Path base) throws IOException {
        this.base = base;
        this.folder = base.resolve("process-" + UUID.randomUUID());
        this.lockFile = base.resolve(folder.getFileName() + LOCK);
        make();
    }

    /**
     * The folder {@code spool} beside the database of jobs; a temporary one when that is in memory, because such a process
     * is meant to leave nothing.
     *
     * @param store the database's JDBC URL
     */
    static Path besideStore(String store) {
        return EmbeddedDatabase.isInMemory(store)
                ? temporary()
                : EmbeddedDatabase.path(store).orElse(ELSEWHERE).resolveSibling("spool");
    }

    /** A folder of the system's temporary directory. */
    static Path temporary() {
        return Path.of(
                System.getProperty("java.io.tmpdir"), "sql-databricks-bridge-" + System.getProperty("user.name"));
    }

    /**
     * Deletes what dead processes left and makes this process's folder.
     *
     * @param base holds the folders of all processes
     * @throws BridgeException.RemotePermanent when the disk refuses
     */
    static SpoolFolder open(Path base) {
        try {
            Files.createDirectories(base, OWNER_ONLY);
            deleteLeftovers(base);
            return new SpoolFolder(base);
        } catch (IOException e) {
            throw refused(base, e);
        }
    }

    /**
     * A new, empty folder for one run; closing deletes it with all that is in it. The process's folder is made again when
     * it was deleted, as cleaners of temporary files do.
     *
     * @throws BridgeException.RemotePermanent when the disk refuses
     */
    synchronized Run newRun() {
        try {
            if (!Files.isDirectory(folder) || !Files.exists(lockFile)) {
                LOG.warnf("The spool folder %s was deleted while this process uses it, and is made again", folder);
                make();
            }
            return new Run(Files.createTempDirectory(folder, "run-"));
        } catch (IOException e) {
            throw refused(folder, e);
        }
    }

    private void make() throws IOException {
        Files.createDirectories(base, OWNER_ONLY);
        if (!Files.exists(lockFile)) {
            if (lock != null) {
                lock.close();
            }
            lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
        }
        Files.createDirectories(folder, OWNER_ONLY);
    }

    /** Deletes the process's folder. */
    @Override
    public synchronized void close() {
        FileChannel held = lock;
        try (held) {
            delete(folder);
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.warnf("The spool folder %s could not be deleted: %s", folder, e.toString());
        }
    }

    /** The folder of one run. */
    record Run(Path path) implements AutoCloseable {
        @Override
        public void close() {
            delete(path);
        }
    }

    private static void deleteLeftovers(Path base) throws IOException {
        List<Path> locks;
        try (Stream<Path> entries = Files.list(base)) {
            locks = entries.filter(entry -> entry.getFileName().toString().endsWith(LOCK))
                    .toList();
        }
        locks.forEach(SpoolFolder::deleteIfDead);
    }

    private static void deleteIfDead(Path lockFile) {
        String name = lockFile.getFileName().toString();
        Path folder = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                delete(folder);
                Files.deleteIfExists(lockFile);
                LOG.infof("Deleted the spool folder %s of a process that has ended", folder);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debugf("The spool folder %s belongs to this process", folder);
        } catch (IOException e) {
            LOG.warnf("The spool folder %s can't be examined: %s", folder, e.toString());
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            LOG.warnf("The spool folder %s could not be deleted: %s", folder, e.toString());
        }
    }

    private static BridgeException refused(Path path, IOException cause) {
        return new BridgeException.RemotePermanent(
                ErrorCode.SPOOL_FAILED,
                "Files on their way to the volume can't be kept in " + path
                        + ". Set bridge.extraction.spool-path to a folder with free space.",
                cause);
    }
}
