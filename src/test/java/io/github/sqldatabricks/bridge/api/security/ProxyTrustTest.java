package io.github.sqldatabricks.bridge.api.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.Environment;
import io.quarkus.runtime.StartupEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches a production that believes every caller's X-Forwarded-For. */
class ProxyTrustTest {

    @Test
    void productionDoesNotStartWhenItWouldBelieveEverybody() {
        assertThatThrownBy(() -> start(Environment.PRODUCTION, true, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("trusted-proxies");
    }

    @Test
    void everythingElseStarts() {
        assertThatCode(() -> start(Environment.PRODUCTION, false, List.of())).doesNotThrowAnyException();
        assertThatCode(() -> start(Environment.PRODUCTION, true, List.of("192.0.2.1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> start(Environment.DEVELOPMENT, true, List.of())).doesNotThrowAnyException();
    }

    private static void start(Environment environment, boolean forwarding, List<String> trusted) {
        new ProxyTrust(environment, forwarding, trusted).onStart(new StartupEvent());
    }
}
