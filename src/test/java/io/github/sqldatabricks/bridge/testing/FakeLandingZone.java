package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.model.BridgeException;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A volume in memory. Uploads and the publishing can be stopped at gates and can fail. */
public final class FakeLandingZone implements LandingZone {

    private final Map<VolumePath, Map<String, List<String>>> folders = new ConcurrentHashMap<>();
    private final Map<VolumePath, String> manifests = new ConcurrentHashMap<>();
    private final AtomicInteger openLandings = new AtomicInteger();
    private final AtomicInteger staged = new AtomicInteger();
    private volatile Gate beforeStage = Gate.open();
    private volatile Gate beforePublish = Gate.open();
    private volatile RuntimeException openFailure;
    private volatile RuntimeException stageFailure;
    private volatile RuntimeException publishFailure;

    /** Waits at the gate before each upload; an abort refuses it. */
    public FakeLandingZone gateBeforeStage(Gate gate) {
        beforeStage = gate;
        return this;
    }

    /** Waits at the gate before publishing; an abort refuses it. */
    public FakeLandingZone gateBeforePublish(Gate gate) {
        beforePublish = gate;
        return this;
    }

    public FakeLandingZone failOpen(RuntimeException how) {
        openFailure = how;
        return this;
    }

    public FakeLandingZone failStage(RuntimeException how) {
        stageFailure = how;
        return this;
    }

    public FakeLandingZone failPublish(RuntimeException how) {
        publishFailure = how;
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

    /** Files staged so far. */
    public int staged() {
        return staged.get();
    }

    /** Landings that are not closed. */
    public int openLandings() {
        return openLandings.get();
    }

    @Override
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> asked, Duration patience) {
        return asked.stream()
                .collect(Collectors.toMap(
                        folder -> folder,
                        folder -> manifests.containsKey(folder)
                                ? new LandedOutput.Whole(manifests.get(folder))
                                : new LandedOutput.None()));
    }

    @Override
    public Landing open(VolumePath folder) {
        if (openFailure != null) {
            throw openFailure;
        }
        openLandings.incrementAndGet();
        return new MemoryLanding(folder);
    }

    private final class MemoryLanding implements Landing {
        private final VolumePath folder;
        private final Map<String, List<String>> files = new LinkedHashMap<>();

        private MemoryLanding(VolumePath folder) {
            this.folder = folder;
        }

        @Override
        public void stage(String name, Path file) {
            beforeStage.pass();
            if (stageFailure != null) {
                throw stageFailure;
            }
            try {
                files.put(name, Files.readAllLines(file));
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            staged.incrementAndGet();
        }

        @Override
        public void publish(String manifest) {
            beforePublish.pass();
            if (publishFailure != null) {
                throw publishFailure;
            }
            folders.put(folder, files);
            manifests.put(folder, manifest);
        }

        @Override
        public void abort() {
            RuntimeException cut =
                    new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNREACHABLE, "the upload was cut", null);
            beforeStage.refuse(cut);
            beforePublish.refuse(cut);
        }

        @Override
        public void close() {
            openLandings.decrementAndGet();
        }
    }
}
