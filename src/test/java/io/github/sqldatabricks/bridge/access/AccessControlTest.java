package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.access.SessionStore.SessionProof;
import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches a door that is open by mistake: of the process, of an expired token, of a query that reads more than allowed. */
class AccessControlTest {

    private static final String USERS = """
            users:
              - {name: all, token: all-token, permissions: [{table: '*', access: read}]}
              - {name: writer, token: writer-token, permissions: [{table: '*', access: write}]}
              - name: some
                token: some-token
                expires: 2027-01-31
                sources: ["main.silver.*"]
                permissions:
                  - {table: dbo.Orders, access: read}
                  - {table: 'ref.*', access: read_write}
                  - {table: dbo.Results, access: write}
            """;

    private static final String IDENTITIES = """
            users:
              - {name: one, oidc_role: first}
              - {name: two, oidc_role: second}
              - {name: person, oidc_subject: s-1, expires: 2027-01-31}
            """;

    private static final Instant VALID_UNTIL = Instant.parse("2027-06-01T00:00:00Z");

    /** A clock that a test moves. */
    private static final class MovableClock extends Clock {
        private Instant now;

        private MovableClock(String now) {
            this.now = Instant.parse(now);
        }

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
            return this;
        }
    }

    @TempDir
    Path folder;

    private final QueryTables queryTables = new QueryTables(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        queryTables.close();
    }

    @Test
    void knowsAUserByTheToken() throws IOException {
        AccessControl access = withUsers("2027-01-31T23:59:59Z");
        assertThat(access.authenticate(Optional.of("some-token")).name()).isEqualTo("some");
        assertThat(access.authenticate(Optional.of("all-token")).name()).isEqualTo("all");
    }

    @Test
    void refusesNoTokenAnUnknownOneAndAnExpiredOne() throws IOException {
        AccessControl access = withUsers("2027-02-01T00:00:00Z");
        assertRefused(access, Optional.empty(), "token-missing");
        assertRefused(access, Optional.of("Some-token"), "token-unknown");
        assertRefused(access, Optional.of(""), "token-unknown");
        assertRefused(access, Optional.of("some-token"), "token-expired");
    }

    @Test
    void anIdentityActsAsItsSubjectElseAsTheFirstEntryOfItsRoles() throws IOException {
        AccessControl access = withIdentities("2027-01-31T23:59:59Z");
        assertThat(access.authenticate(identity("s-1", "second", "first")).name())
                .isEqualTo("person");
        assertThat(access.authenticate(identity("s-2", "second", "first")).name())
                .isEqualTo("one");
        assertThat(access.authenticate(identity("s-2", "second", "other")).name())
                .isEqualTo("two");
        assertThat(access.user("two").name()).isEqualTo("two");
    }

    @Test
    void anIdentityWithoutAnEntryIsRefused() throws IOException {
        AccessControl access = withIdentities("2027-01-31T23:59:59Z");
        for (ExternalIdentity stranger : List.of(
                identity("s-2"),
                identity("S-1"),
                identity("s-2", "First"),
                identity("first", "s-1"),
                identity("two"))) {
            assertThatThrownBy(() -> access.authenticate(stranger))
                    .isInstanceOfSatisfying(
                            BridgeException.NotAllowed.class,
                            e -> assertThat(e.code()).isEqualTo("role-missing"))
                    .hasMessageContaining(stranger.subject());
        }
    }

    @Test
    void aRevokedSubjectGetsNoRightsThroughItsRoles() throws IOException {
        AccessControl access = withIdentities("2027-02-01T00:00:00Z");
        assertExpired(access, identity("s-1", "first"));
        assertThat(access.authenticate(identity("s-2", "first")).name()).isEqualTo("one");
    }

    @Test
    void aSubjectOrARoleIsNoToken() throws IOException {
        AccessControl access = withIdentities("2027-01-31T23:59:59Z");
        assertRefused(access, Optional.of("s-1"), "token-unknown");
        assertRefused(access, Optional.of("first"), "token-unknown");
    }

    @Test
    void aConnectionEndsWithTheProof() throws IOException {
        MovableClock clock = new MovableClock("2027-01-01T00:00:00Z");
        Files.writeString(file(), IDENTITIES);
        AccessControl access = access(Optional.empty(), Environment.DEVELOPMENT, false, clock);
        Session session = access.open(identity("s-2", "first"));
        assertThat(session.present()).isPresent();
        clock.now = VALID_UNTIL;
        assertThat(session.present()).isEmpty();
        assertExpired(access, identity("s-2", "first"));
    }

    @Test
    void allowsAQueryWhoseTablesMayAllBeRead() throws IOException {
        AccessControl access = withUsers("2027-01-01T00:00:00Z");
        Principal some = access.authenticate(Optional.of("some-token"));
        String sql = "SELECT * FROM orders o JOIN [REF].[Country] c ON o.c = c.id WHERE o.d > ?";
        assertThatCode(() -> access.authorizeExtraction(some, Map.of("q", sql))).doesNotThrowAnyException();
    }

    @Test
    void letsNobodyCopySourcesThatNoEntryNames() throws IOException {
        AccessControl access = withUsers("2027-01-01T00:00:00Z");
        Principal some = access.authenticate(Optional.of("some-token"));
        assertThatCode(() -> access.authorizeSource(some, UnityTable.parse("main.silver.prices")))
                .doesNotThrowAnyException();
        Principal writer = access.authenticate(Optional.of("writer-token"));
        for (String source : List.of("main.gold.salaries", "main.silver.prices")) {
            Principal who = source.contains("gold") ? some : writer;
            assertThatThrownBy(() -> access.authorizeSource(who, UnityTable.parse(source)))
                    .isInstanceOfSatisfying(
                            BridgeException.NotAllowed.class,
                            refusal -> assertThat(refusal.code()).isEqualTo("source-not-allowed"));
        }
        assertThat(access.mayRead(some, SqlServerTable.parse("dbo.Orders"))).isTrue();
        assertThat(access.mayRead(writer, SqlServerTable.parse("dbo.Orders"))).isFalse();
    }

    @Test
    void namesEveryTableOfEveryQueryThatMayNotBeRead() throws IOException {
        AccessControl access = withUsers("2027-01-01T00:00:00Z");
        Principal some = access.authenticate(Optional.of("some-token"));
        Map<String, String> queries = Map.of(
                "one", "SELECT * FROM dbo.Orders, dbo.Results, other.dbo.Orders",
                "two", "SELECT * FROM dbo.Salaries",
                "three", "SELECT * FROM OPENQUERY(s, 'x')");
        assertThatThrownBy(() -> access.authorizeExtraction(some, queries))
                .isInstanceOf(BridgeException.NotAllowed.class)
                .hasMessageContaining("query 'one' reads dbo.results")
                .hasMessageContaining("query 'one' reads other.dbo.orders")
                .hasMessageContaining("query 'two' reads dbo.salaries")
                .hasMessageContaining("query 'three' can't be checked")
                .hasMessageNotContaining("reads dbo.orders");
    }

    @Test
    void letsOnlyAReaderOfEverythingRunWhatIsNotUnderstood() throws IOException {
        AccessControl access = withUsers("2027-01-01T00:00:00Z");
        Map<String, String> queries = Map.of("q", "SELECT * FROM srv.db.dbo.t");
        Principal all = access.authenticate(Optional.of("all-token"));
        assertThatCode(() -> access.authorizeExtraction(all, queries)).doesNotThrowAnyException();
        Principal writer = access.authenticate(Optional.of("writer-token"));
        assertThatThrownBy(() -> access.authorizeExtraction(writer, queries))
                .isInstanceOf(BridgeException.NotAllowed.class);
    }

    @Test
    void letsNobodyInWithoutAFileAndSaysWhatToDo() {
        AccessControl access = access(Optional.empty(), Environment.DEVELOPMENT, false, Clock.systemUTC());
        assertThatThrownBy(() -> access.authenticate(Optional.of("any")))
                .isInstanceOf(BridgeException.NotAuthenticated.class)
                .hasMessageContaining("permissions.yaml")
                .hasMessageContaining("token_sha256");
    }

    @Test
    void isOpenOnlyWhenTurnedOffOrInASandboxWithoutAFile() throws IOException {
        assertThat(isOpen(Optional.of(false), Environment.STAGING, false)).isTrue();
        assertThat(isOpen(Optional.empty(), Environment.DEVELOPMENT, true)).isTrue();
        assertThat(isOpen(Optional.of(true), Environment.DEVELOPMENT, true)).isFalse();
        Files.writeString(file(), USERS);
        assertThat(isOpen(Optional.empty(), Environment.DEVELOPMENT, true)).isFalse();
    }

    @Test
    void stopsAnUnsafeProduction() throws IOException {
        assertStopped(Optional.empty(), "permissions file");
        Files.writeString(file(), "users: []");
        assertStopped(Optional.of(false), "never runs without access control");
        Files.writeString(file(), USERS);
        assertStopped(Optional.empty(), "clear-text");
    }

    @Test
    void stopsOnABrokenFile() throws IOException {
        Files.writeString(file(), "");
        assertThatThrownBy(() -> access(Optional.empty(), Environment.DEVELOPMENT, false, Clock.systemUTC()))
                .isInstanceOf(InvalidPermissions.class)
                .hasMessageContaining("empty");
    }

    @Test
    void aPersonsSessionEndsByTheStoresClockAlone() throws IOException {
        Instant begin = Instant.parse("2026-12-31T00:00:00Z");
        StoredSession ofStoreThatIsBehind = new StoredSession(
                "d", new SessionProof.Vouched("s-9", Set.of("first"), "somebody"), begin, begin, begin.plusSeconds(60));
        ExternalIdentity known = BrowserSessions.identity(ofStoreThatIsBehind).orElseThrow();
        assertThat(withIdentities("2027-01-01T00:00:00Z").resume(known).present())
                .map(Principal::name)
                .contains("one");
    }

    private static ExternalIdentity identity(String subject, String... roles) {
        return new ExternalIdentity(subject, Set.of(roles), "somebody", VALID_UNTIL);
    }

    private static void assertExpired(AccessControl access, ExternalIdentity identity) {
        assertThatThrownBy(() -> access.authenticate(identity))
                .isInstanceOfSatisfying(
                        BridgeException.NotAuthenticated.class,
                        e -> assertThat(e.code()).isEqualTo("token-expired"));
    }

    private AccessControl withIdentities(String now) throws IOException {
        Files.writeString(file(), IDENTITIES);
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return access(Optional.empty(), Environment.DEVELOPMENT, false, clock);
    }

    private AccessControl withUsers(String now) throws IOException {
        Files.writeString(file(), USERS);
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.ofHours(14));
        return access(Optional.empty(), Environment.DEVELOPMENT, false, clock);
    }

    private AccessControl access(Optional<Boolean> enabled, Environment environment, boolean sandbox, Clock clock) {
        return new AccessControl(
                new TestAccessConfig(enabled, file(), false),
                environment,
                sandbox,
                true,
                queryTables,
                new Duties(),
                clock);
    }

    private boolean isOpen(Optional<Boolean> enabled, Environment environment, boolean sandbox) {
        try {
            AccessControl access = access(enabled, environment, sandbox, Clock.systemUTC());
            return access.authenticate(Optional.empty()).equals(Principal.ANYBODY);
        } catch (BridgeException.NotAuthenticated e) {
            return false;
        }
    }

    private void assertStopped(Optional<Boolean> enabled, String message) {
        assertThatThrownBy(() -> access(enabled, Environment.PRODUCTION, false, Clock.systemUTC()))
                .hasMessageContaining(message);
    }

    private static void assertRefused(AccessControl access, Optional<String> token, String code) {
        assertThatThrownBy(() -> access.authenticate(token))
                .isInstanceOfSatisfying(
                        BridgeException.NotAuthenticated.class,
                        e -> assertThat(e.code()).isEqualTo(code));
    }

    private Path file() {
        return folder.resolve("permissions.yaml");
    }
}
