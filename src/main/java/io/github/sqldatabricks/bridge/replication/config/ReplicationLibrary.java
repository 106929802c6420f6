package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The folder of replications. Each question reads it as it is now; of a file that became broken, the last good version stays in force. A
 * name that two files have is the first file's, and the second one counts as broken. Thread-safe.
 */
@ApplicationScoped
public class ReplicationLibrary {

    private static final String SUFFIX = ".yaml";

    private final Path path;
    private final LastGood lastGood = new LastGood();

    @Inject
    public ReplicationLibrary(ReplicationsConfig config) {
        this(config.path());
    }

    /** The replications of a folder. */
    public ReplicationLibrary(Path path) {
        this.path = path;
    }

    /** All files, by name. */
    public List<ReplicationFile> files() {
        List<ReplicationFile> files = new ArrayList<>();
        if (Files.isDirectory(path)) {
            ConfinedFolder folder = ConfinedFolder.below(path, Optional.empty(), "replications");
            Map<String, String> byName = new HashMap<>();
            List<Path> present = new ArrayList<>();
            for (String name : folder.fileNames(SUFFIX)) {
                folder.file(name).ifPresent(file -> {
                    present.add(file);
                    files.add(unique(read(folder, file), byName));
                });
            }
            lastGood.retain(present);
        }
        return files;
    }

    private ReplicationFile read(ConfinedFolder folder, Path file) {
        String name = file.getFileName().toString();
        try {
            Replication read = lastGood.parse(folder, file, text -> ReplicationParser.parse(name, text));
            return new ReplicationFile(
                    file,
                    Optional.of(read),
                    Optional.ofNullable(lastGood.broken().get(file)));
        } catch (BridgeException.InvalidRequest neverGood) {
            return new ReplicationFile(file, Optional.empty(), Optional.of(neverGood.getMessage()));
        }
    }

    private static ReplicationFile unique(ReplicationFile read, Map<String, String> fileByName) {
        if (read.replication().isEmpty()) {
            return read;
        }
        Replication replication = read.replication().get();
        String other = fileByName.putIfAbsent(replication.name(), replication.file());
        return other == null
                ? read
                : new ReplicationFile(
                        read.file(),
                        Optional.empty(),
                        Optional.of("The name '" + replication.name() + "' in " + replication.file()
                                + " is that of the replication in " + other + " too. Give each its own."));
    }

    /** Those that can be used, by the names of their files. */
    public List<Replication> replications() {
        return files().stream().flatMap(file -> file.replication().stream()).toList();
    }

    /**
     * The replication of that name.
     *
     * @throws BridgeException.NotFound ({@code unknown-replication}) when there is none; files that are broken are named
     */
    public Replication find(String name) {
        List<ReplicationFile> files = files();
        return files.stream()
                .flatMap(file -> file.replication().stream())
                .filter(replication -> replication.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, files));
    }

    private static BridgeException unknown(String name, List<ReplicationFile> files) {
        StringBuilder message = new StringBuilder("There is no replication " + QuotedInput.of(name) + ".");
        files.stream()
                .filter(file -> file.replication().isEmpty())
                .forEach(file -> message.append(" Broken is ")
                        .append(file.file().getFileName())
                        .append(": ")
                        .append(file.problem().orElseThrow()));
        return new BridgeException.NotFound(ErrorCode.UNKNOWN_REPLICATION, message.toString());
    }

    /** What is wrong with which file. */
    public SortedMap<Path, String> brokenFiles() {
        SortedMap<Path, String> broken = new TreeMap<>();
        files().forEach(file -> file.problem().ifPresent(problem -> broken.put(file.file(), problem)));
        return broken;
    }

    /**
     * One file of the folder.
     *
     * @param replication what is in force; empty when the file was never good
     * @param problem what is wrong with the file as it is now; empty when it is good
     */
    public record ReplicationFile(Path file, Optional<Replication> replication, Optional<String> problem) {}
}
