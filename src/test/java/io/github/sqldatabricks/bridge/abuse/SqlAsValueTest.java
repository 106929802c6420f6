package io.github.sqldatabricks.bridge.abuse;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;

/** Some hostile texts, others in each run; {@link EverySqlAsValueTest} tries all of them. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class SqlAsValueTest extends SqlAsValue {

    @Override
    List<String> texts() {
        return Hostile.some(10);
    }
}
