package io.github.sqldatabricks.bridge.jdbc.entra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin.Identity;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FixedEntraLogin;
import io.github.sqldatabricks.bridge.testing.TokenEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens over real HTTP. Catches a request that Entra would not take, a token that is used after its end or asked for at
 * each login, and a secret in an error.
 */
class EntraTokensTest {

    private static final String SECRET = "secret-of-the-application";

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private TokenEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint();
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void aServicePrincipalSendsItsSecret() {
        assertThat(tokens(Identity.SERVICE_PRINCIPAL).token()).isEqualTo("token-1");
        assertThat(endpoint.requests())
                .containsExactly(
                        "POST /tenant-1/oauth2/v2.0/token null grant_type=client_credentials&client_id=client-1"
                                + "&scope=https%3A%2F%2Fdatabase.windows.net%2F.default&client_secret=" + SECRET);
    }

    @Test
    void aWorkloadSendsTheTokenOfItsFileAsItIsAtThatTime() throws IOException {
        EntraTokens tokens = tokens(Identity.WORKLOAD_IDENTITY);
        Files.writeString(folder.resolve("token"), "first\n");
        tokens.token();
        Files.writeString(folder.resolve("token"), "second\n");
        clock.now = clock.now.plus(Duration.ofHours(2));
        tokens.token();
        assertThat(endpoint.requests()).hasSize(2);
        assertThat(endpoint.requests().get(0))
                .contains("&client_assertion=first&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth");
        assertThat(endpoint.requests().get(1)).contains("&client_assertion=second&");
    }

    @Test
    void aMachineAsksItsMetadataService() {
        assertThat(tokens(Identity.MANAGED_IDENTITY).token()).isEqualTo("token-1");
        assertThat(endpoint.requests())
                .containsExactly("GET /metadata/identity/oauth2/token?api-version=2018-02-01"
                        + "&resource=https%3A%2F%2Fdatabase.windows.net%2F&client_id=client-1 true ");
    }

    @Test
    void aTokenIsKeptUntilShortlyBeforeItsEnd() {
        EntraTokens tokens = tokens(Identity.MANAGED_IDENTITY);
        tokens.token();
        clock.now = clock.now.plus(Duration.ofMinutes(54));
        assertThat(tokens.token()).isEqualTo("token-1");
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        assertThat(tokens.token()).isEqualTo("token-2");
    }

    @Test
    void anOutageDoesNotMatterWhileTheLastTokenIsGood() {
        EntraTokens tokens = tokens(Identity.MANAGED_IDENTITY);
        tokens.token();
        endpoint.status = 503;
        clock.now = clock.now.plus(Duration.ofMinutes(56));
        assertThat(tokens.token()).isEqualTo("token-1");
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        assertThatThrownBy(tokens::token)
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("entra-unavailable"));
    }

    @Test
    void aRefusalIsFinalAndShowsItsCodesOnly() {
        endpoint.status = 401;
        assertThatThrownBy(() -> tokens(Identity.SERVICE_PRINCIPAL).token())
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("entra-login-failed"))
                .hasMessageContaining("invalid_client")
                .hasMessageContaining("7000215")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void nobodyAtTheEndpointIsWorthAnotherAttempt() {
        endpoint.close();
        assertThatThrownBy(() -> tokens(Identity.MANAGED_IDENTITY).token())
                .isInstanceOf(BridgeException.RemoteTransient.class);
    }

    @Test
    void aMissingTokenFileIsNamed() {
        assertThatThrownBy(() -> tokens(Identity.WORKLOAD_IDENTITY).token())
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining(folder.resolve("token").toString());
    }

    private EntraTokens tokens(Identity identity) {
        FixedEntraLogin login = new FixedEntraLogin(
                Optional.of(identity), endpoint.uri(), Optional.of(SECRET), Optional.of(folder.resolve("token")));
        return new EntraTokens(login, identity, clock);
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
