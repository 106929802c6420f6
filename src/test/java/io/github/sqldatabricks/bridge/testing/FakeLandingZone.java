package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A volume in memory. Uploads and the publishing can be stopped at gates and can fail. */
public final class FakeLandingZone implements LandingZone {

    private final Map<VolumePath, Map<String, List<String>>> folders = new ConcurrentHashMap<>();
    private final Map<VolumePath, String> manifests = new ConcurrentHashMap<>();
    private final AtomicInteger openOutputs = new AtomicInteger();
    private final AtomicInteger uploaded = new AtomicInteger();
    private volatile Gate beforeUpload = Gate.open();
    private volatile Gate beforeCommit = Gate.open();
    private volatile RuntimeException openFailure;
    private volatile RuntimeException uploadFailure;
    private volatile RuntimeException commitFailure;

    /** Waits at the gate before each upload; an abort refuses it. */
    public FakeLandingZone gateBeforeUpload(Gate gate) {
        beforeUpload = gate;
        return this;
    }

    /** Waits at the gate before publishing; an abort refuses it. */
    public FakeLandingZone gateBeforeCommit(Gate gate) {
        beforeCommit = gate;
        return this;
    }

    public FakeLandingZone failOpen(RuntimeException how) {
        openFailure = how;
        return this;
    }

    public FakeLandingZone failUpload(RuntimeException how) {
        uploadFailure = how;
        return this;
    }

    public FakeLandingZone failCommit(RuntimeException how) {
        commitFailure = how;
        return this;
    }

    /** The visible files of a folder, by name: their lines. */
    public Map<String, List<String>> files(VolumePath folder) {
        return folders.getOrDefault(folder, Map.of());
    }

    /** The folder's manifest, or null. */
    public String manifest(VolumePath folder) {
        return manifests.get(folder);
    }

    /** Files uploaded so far. */
    public int uploaded() {
        return uploaded.get();
    }

    /** Landings that are not closed. */
    public int openOutputs() {
        return openOutputs.get();
    }

    @Override
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> asked, Duration limit, Cancellation cancellation) {
        return asked.stream()
                .collect(Collectors.toMap(
                        folder -> folder,
                        folder -> manifests.containsKey(folder)
                                ? new LandedOutput.Whole(manifests.get(folder))
                                : new LandedOutput.None()));
    }

    @Override
    public StagedOutput open(VolumePath folder, Cancellation cancellation) {
        if (openFailure != null) {
            throw openFailure;
        }
        openOutputs.incrementAndGet();
        cancellation.onCancel(this::cut);
        return new MemoryOutput(folder);
    }

    @Override
    public StagedOutput openShared(VolumePath folder, Cancellation cancellation) {
        return open(folder, cancellation);
    }

    @Override
    public void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation) {
        Predicate<VolumePath> goes = path -> (path + "/").startsWith(folder + "/") && !stays.test(path);
        folders.keySet().removeIf(goes);
        manifests.keySet().removeIf(goes);
    }

    private void cut() {
        RuntimeException cut =
                new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNREACHABLE, "the upload was cut", null);
        beforeUpload.refuse(cut);
        beforeCommit.refuse(cut);
    }

    private final class MemoryOutput implements StagedOutput {
        private final VolumePath folder;
        private final Map<String, List<String>> files = new LinkedHashMap<>();

        private MemoryOutput(VolumePath folder) {
            this.folder = folder;
        }

        @Override
        public void upload(String name, Path file) {
            beforeUpload.pass();
            if (uploadFailure != null) {
                throw uploadFailure;
            }
            try {
                files.put(name, Files.readAllLines(file));
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            uploaded.incrementAndGet();
        }

        @Override
        public void land(List<String> names) {
            Map<String, List<String>> there = folders.computeIfAbsent(folder, path -> new ConcurrentSkipListMap<>());
            names.forEach(name -> there.put(name, files.remove(name)));
        }

        @Override
        public void commit(String manifest, List<LandedFile> landed) {
            beforeCommit.pass();
            if (commitFailure != null) {
                throw commitFailure;
            }
            Map<String, List<String>> whole = new LinkedHashMap<>(files);
            landed.forEach(file -> whole.put(file.name(), folders.get(folder).get(file.name())));
            folders.put(folder, whole);
            manifests.put(folder, manifest);
        }

        @Override
        public void close() {
            openOutputs.decrementAndGet();
        }
    }
}
