package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.extraction.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Landings whose uploads and publication have spans.
 *
 * @param zone the real one
 */
record TracedLandingZone(LandingZone zone, Spans spans) implements LandingZone {

    @Override
    public Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration patience) {
        return zone.outputs(folders, patience);
    }

    @Override
    public Landing open(VolumePath folder) {
        return new TracedLanding(zone.open(folder), spans);
    }

    private record TracedLanding(Landing landing, Spans spans) implements Landing {

        @Override
        public void stage(String name, Path file) {
            Step.run(spans.client("volume upload"), () -> landing.stage(name, file));
        }

        @Override
        public void publish(String manifest) {
            Step.run(spans.client("volume publish"), () -> landing.publish(manifest));
        }

        @Override
        public void abort() {
            landing.abort();
        }

        @Override
        public void close() {
            landing.close();
        }
    }
}
