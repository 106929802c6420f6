package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.Environment;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Catches a server that starts without looking at its permissions, and a command that asks for them in vain. */
class AccessStartupTest {

    /** Stands for the proxy of a bean whose constructor finds the permissions missing. */
    private static final class Unsafe extends AccessControl {
        private Unsafe() {
            super(
                    new TestAccessConfig(Optional.of(false), Path.of("none.yaml"), false),
                    Environment.DEVELOPMENT,
                    false,
                    false,
                    null,
                    new Duties(),
                    Clock.systemUTC());
        }

        @Override
        void announce() {
            throw new IllegalStateException("unsafe");
        }
    }

    @Test
    void stopsAServer() {
        AccessStartup startup = new AccessStartup(new Unsafe(), true);
        assertThatThrownBy(() -> startup.onStart(new StartupEvent())).hasMessage("unsafe");
    }

    @Test
    void leavesACommandAlone() {
        AccessStartup startup = new AccessStartup(new Unsafe(), false);
        assertThatCode(() -> startup.onStart(new StartupEvent())).doesNotThrowAnyException();
    }
}
