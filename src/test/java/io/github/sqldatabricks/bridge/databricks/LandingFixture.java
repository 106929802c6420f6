package io.github.sqldatabricks.bridge.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A local workspace with one volume, and a landing zone on it whose parts are tiny and whose waits are short. */
final class LandingFixture implements AutoCloseable {

    static final int PART_SIZE = 1000;
    static final VolumePath FOLDER = new VolumePath("/Volumes/main/bridge/landing/switzerland/sales");
    private static final int SPOOL_LIMIT = 100_000;

    final SandboxWorkspace workspace;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Path folder;
    private final Path local;

    LandingFixture(Path directory) throws IOException {
        workspace = SandboxWorkspace.start(directory.resolve("workspace"), 0, List.of(this::record));
        folder = workspace.createVolume("main", "bridge", "landing").resolve("switzerland/sales");
        local = Files.createDirectories(directory.resolve("local"));
    }

    VolumeLandingZone zone() {
        return zone(UploadMode.AUTO);
    }

    VolumeLandingZone zone(UploadMode mode) {
        return new VolumeLandingZone(session(), settings(mode), WorkContext.NONE);
    }

    /** What the zone finds in the folder. */
    static LandedOutput output(VolumeLandingZone zone) {
        return zone.outputs(List.of(FOLDER), Duration.ofSeconds(10), new Cancellation())
                .get(FOLDER);
    }

    static LandingSettings settings(UploadMode mode) {
        RetryPolicy retry = new RetryPolicy(Duration.ofMillis(2), Duration.ofMillis(20), Duration.ofMillis(1500));
        return new LandingSettings(mode, PART_SIZE, 3, SPOOL_LIMIT, Duration.ofSeconds(10), retry);
    }

    /** Logged in as the service principal. */
    WorkspaceSession session() {
        return session(new Workspace.Credentials.ServicePrincipal(
                workspace.logins().clientId(), workspace.logins().clientSecret()));
    }

    WorkspaceSession session(Workspace.Credentials credentials) {
        Workspace where = new Workspace(workspace.uri(), credentials, SandboxWorkspace.WAREHOUSE_ID);
        return new WorkspaceSession(where, Duration.ofSeconds(10));
    }

    /** A local file of that many bytes, the same for the same length. */
    Path file(int length) {
        try {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            return Files.write(Files.createTempFile(local, "rows", ".parquet"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Local files that nobody has deleted. */
    List<String> localFiles() throws IOException {
        return names(local);
    }

    /** What a reader of the volume's folder sees. */
    List<String> visible() throws IOException {
        return Files.isDirectory(folder) ? names(folder) : List.of();
    }

    Path stored(String name) {
        return folder.resolve(name);
    }

    /** Puts a file of an earlier run there. */
    void leave(String name, String content) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), content);
    }

    /** A whole run of two files, the first of them in three parts. */
    void landTwoFiles(UploadMode mode) {
        try (VolumeLandingZone zone = zone(mode);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("part_00000.parquet", file(2500));
            output.upload("part_00001.parquet", file(20));
            output.commit("{}", List.of());
        }
    }

    /** That the two files are there byte by byte, and nothing else, and no upload is left open. */
    void assertTwoFilesLanded() throws IOException {
        assertThat(visible()).containsExactly("_manifest.json", "part_00000.parquet", "part_00001.parquet");
        assertThat(stored("part_00000.parquet")).hasSameBinaryContentAs(file(2500));
        assertThat(stored("part_00001.parquet")).hasSameBinaryContentAs(file(20));
        assertThat(workspace.openUploads()).isZero();
    }

    /** Calls that arrived at the workspace and were not answered by a fault. */
    long calls(Predicate<Call> which) {
        return calls.stream().filter(which).count();
    }

    private Optional<Answer> record(Call call) {
        calls.add(new Call(call.method(), call.path(), new TreeMap<>(call.query()), call.headers(), null));
        return Optional.empty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void close() {
        workspace.close();
    }
}
