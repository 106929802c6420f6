package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A landing zone whose uploads and commits have spans.
 *
 * @param zone the real one
 */
record TracedLandingZone(LandingZone zone, Spans spans) implements LandingZone {

    @Override
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration limit, Cancellation cancellation) {
        return zone.outputs(folders, limit, cancellation);
    }

    @Override
    public StagedOutput open(VolumePath folder, Cancellation cancellation) {
        return new TracedOutput(zone.open(folder, cancellation), spans);
    }

    private record TracedOutput(StagedOutput output, Spans spans) implements StagedOutput {

        @Override
        public void upload(String name, Path file) {
            Step.run(spans.client("volume upload"), () -> output.upload(name, file));
        }

        @Override
        public void commit(String manifest) {
            Step.run(spans.client("volume publish"), () -> output.commit(manifest));
        }

        @Override
        public void close() {
            output.close();
        }
    }
}
