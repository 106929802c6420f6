package io.github.sqldatabricks.bridge.abuse;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** All hostile texts. */
@Tag("nightly")
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class EverySqlAsValueTest extends SqlAsValue {

    @Override
    List<String> texts() {
        return Hostile.TEXTS;
    }
}
