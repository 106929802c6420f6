package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;

/** Fakes of the volume and the files, in place of whatever is wired. */
@Alternative
@ApplicationScoped
public class ScriptedAdapters {

    @Produces
    @ApplicationScoped
    LandingZone landingZone() {
        return new FakeLandingZone();
    }

    @Produces
    @ApplicationScoped
    RowFileWriter rowFileWriter() {
        return new FakeRowFileWriter();
    }
}
