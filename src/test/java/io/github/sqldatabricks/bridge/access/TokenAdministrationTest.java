package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches an edit of the permissions file that loses a comment or a user, gives more than was asked for, leaves a file that
 * the service refuses, or changes owner and mode.
 */
class TokenAdministrationTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-21");
    private static final String BLOCK = """
            # Who may use the bridge.
            users:
              - name: "ana" # the first
                token: token-of-ana
                permissions:
                  - table: "dbo.Orders"
                    access: read # not more

              # bob left
              - {name: bob, token: token-of-bob, expires: 2027-01-31} # soon

            # the end
            """;

    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("blocks and comments", BLOCK),
                Arguments.of(
                        "no last line break",
                        BLOCK.stripTrailing().replace("\n# the end", "").stripTrailing()),
                Arguments.of("Windows lines", BLOCK.replace("\n", "\r\n")),
                Arguments.of("list at the left", "users:\n- name: ana\n  token: a\n- {name: bob, token: b}\n"),
                Arguments.of("list first, key on its own line", "users:\n  -\n    name: ana\n    token: a\n"),
                Arguments.of("beyond the BMP", "# \uD83D\uDE80 \uD83D\uDE80\n" + BLOCK),
                Arguments.of("deep indentation", "users:\n      -   name: ana\n          token: a\n"),
                Arguments.of("empty brackets", "users:    [] # nobody yet\n# end\n"),
                Arguments.of("nothing but comments", "# nothing\n"),
                Arguments.of("nothing", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void addsAUserAndLeavesAllElseAsItWas(String name, String text) throws IOException {
        Files.writeString(file(), text);
        int before = administration().list().size();
        TokenAdministration.NewToken made = administration().create(user("new one"));
        assertThat(made.secret()).matches("brg_[0-9a-f]{64}");
        assertThat(text())
                .doesNotContain(made.secret())
                .contains(TokenHash.of(made.secret()).hex());
        for (String line : text.replaceAll(" +\\[]", "").lines().toList()) {
            assertThat(text()).contains(line.strip());
        }
        assertThat(users().users()).hasSize(before + 1);
        User added = users().find(TokenHash.of(made.secret())).orElseThrow();
        assertThat(added.principal().name()).isEqualTo("new one");
        assertThat(added.principal().admin()).isTrue();
        assertThat(added.events()).isTrue();
        assertThat(added.expires()).contains(LocalDate.parse("2027-06-30"));
        TableName results = TableName.parse("dbo.Results");
        assertThat(added.principal().permissions().allow(AccessLevel.WRITE, results))
                .isTrue();
        assertThat(added.principal().permissions().writeLimits(results).maxDeleteRows())
                .hasValue(10);
        assertThat(added.principal().permissions().allow(AccessLevel.WRITE, TableName.parse("[My \"T\"]")))
                .isFalse();
        assertThat(added.principal().permissions().allow(AccessLevel.READ, TableName.parse("[My \"T\"]")))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void revokesEveryUserAndLeavesAllElseAsItWas(String name, String text) throws IOException {
        Files.writeString(file(), text);
        for (TokenAdministration.UserSummary user : administration().list()) {
            assertThat(administration().revoke(user.name().toUpperCase())).isEqualTo(TODAY.minusDays(1));
        }
        assertThat(users().users())
                .allMatch(user -> user.expiredOn(TODAY))
                .hasSameSizeAs(administration().list());
        for (String line : text.replace(", expires: 2027-01-31", "").lines().toList()) {
            assertThat(text().replace(", expires: 2026-11-20", "")).contains(line.strip());
        }
    }

    @Test
    void makesAFileWhereThereIsNoneThatOnlyItsOwnerReads() throws IOException {
        TokenAdministration.NewToken made = administration().create(user("first"));
        assertThat(users().find(TokenHash.of(made.secret()))).isPresent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void makesTheFolderOfTheFileButNoLongerPath() throws IOException {
        Path first = folder.resolve("config").resolve("permissions.yaml");
        new TokenAdministration(first, Clock.systemUTC()).create(user("first"));
        assertThat(first).content().contains("first");
        Path astray = folder.resolve("cnofig").resolve("bridge").resolve("permissions.yaml");
        assertThatThrownBy(() -> new TokenAdministration(astray, Clock.systemUTC()).create(user("second")))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining("Make the folder");
    }

    @Test
    void keepsTheModeAndTheLink() throws IOException {
        Path real = folder.resolve("real.yaml");
        Files.writeString(real, BLOCK);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file(), real);
        administration().create(user("new"));
        assertThat(Files.isSymbolicLink(file())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aRevokedUserKeepsAnEarlierLastDay() throws IOException {
        Files.writeString(file(), "users: [{name: ana, token: a, expires: 2020-01-31}]");
        assertThat(administration().revoke("ana")).isEqualTo(LocalDate.parse("2020-01-31"));
    }

    @Test
    void refusesANameThatIsTakenWhateverItsCase() throws IOException {
        Files.writeString(file(), BLOCK);
        assertUnchanged(() -> administration().create(user("ANA")), "user-exists");
        assertUnchanged(() -> administration().prepare(user("ANA")), "user-exists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users: [{name: ana, token: a}]",
                "users: &all\n  - &ana {name: ana, token: a}\nusers: *all",
                "users:\n  - name: ana\n   token: a\n",
                "people: []",
                "users: ["
            })
    void leavesAFileAloneThatItCanNotChangeSafely(String text) throws IOException {
        Files.writeString(file(), text);
        assertThatThrownBy(() -> administration().create(user("new"))).isInstanceOf(BridgeException.class);
        assertThat(text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ana", "a\nb", "a: b", "a\"b", "a#b"})
    void refusesANameThatWouldNotBeOneInYaml(String name) {
        assertThatThrownBy(() -> user(name)).hasMessageContaining("Expected a name");
    }

    @Test
    void aTableWhoseNameBreaksTheLineIsRefused() {
        assertThatThrownBy(() -> new NewUser.Grant("[a\n  b]", AccessLevel.READ, WriteLimits.NONE))
                .isInstanceOf(BridgeException.InvalidRequest.class);
    }

    @Test
    void listsNoTokenAndOnlyTheBeginningOfADigest() throws IOException {
        Files.writeString(file(), BLOCK);
        administration().create(user("new"));
        assertThat(administration().list())
                .extracting(TokenAdministration.UserSummary::name)
                .containsExactly("ana", "bob", "new");
        assertThat(administration().list().get(0).credential()).isEqualTo("clear text");
        assertThat(administration().list().get(2).credential()).matches("sha256 [0-9a-f]{8}\\.\\.\\.");
        assertThat(administration().list().toString()).doesNotContain("token-of");
    }

    @Test
    void explainsByTheSameRulesAsTheService() throws IOException {
        Files.writeString(file(), """
                users:
                  - name: ana
                    token: a
                    permissions:
                      - {table: 'dbo.*', access: read}
                      - {table: 'dbo.Results', access: write, max_delete_rows: 10}
                      - {table: '*', access: write, max_delete_rows: 5}
                      - {table: 'Archive.dbo.Results', access: read_write}
                      - {table: 'ref.Results', access: read_write}
                  - {name: old, token: b, expires: 2020-01-01, permissions: [{table: '*', access: read}]}
                """);
        Explanation write = administration().explain("ana", "[DBO].[results]", AccessLevel.WRITE);
        assertThat(write.allowed()).isTrue();
        assertThat(write.limits().maxDeleteRows()).hasValue(5);
        assertThat(write.entries())
                .extracting(Explanation.Entry::applies)
                .containsExactly(false, true, true, false, false);
        assertThat(write.entries())
                .extracting(Explanation.Entry::reason)
                .containsExactly(
                        "the table matches, but not the access",
                        "allows it",
                        "allows it",
                        "is about the database archive",
                        "is about the schema ref");
        Explanation other = administration().explain("ana", "other.dbo.results", AccessLevel.READ);
        assertThat(other.allowed()).isFalse();
        assertThat(other.entries().get(0).reason()).isEqualTo("is about the connection's own database, not other");
        Explanation expired = administration().explain("OLD", "t", AccessLevel.READ);
        assertThat(expired.allowed()).isFalse();
        assertThat(expired.reason()).isEqualTo("the token expired on 2020-01-01");
    }

    @Test
    void listsExplainsAndRevokesEntriesOfOpenIdConnect() throws IOException {
        Files.writeString(file(), """
                users:
                  - name: ana
                    oidc_subject: 'sub 1' # Ana
                  - name: analysts
                    oidc_role: Bridge.Analyst
                    permissions: [{table: '*', access: read}]
                """);
        assertThat(administration().list())
                .extracting(TokenAdministration.UserSummary::credential)
                .containsExactly("oidc_subject sub 1", "oidc_role Bridge.Analyst");
        Explanation allowed = administration().explain("analysts", "t", AccessLevel.READ);
        assertThat(allowed.allowed()).isTrue();
        assertThat(allowed.credential()).isEqualTo("oidc_role Bridge.Analyst");
        administration().revoke("analysts");
        assertThat(text()).contains("oidc_role: Bridge.Analyst").contains("expires: 2026-11-20");
        assertThat(administration().explain("analysts", "t", AccessLevel.READ).reason())
                .isEqualTo("the entry expired on 2026-11-20");
    }

    private void assertUnchanged(Runnable work, String code) throws IOException {
        String before = text();
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        BridgeException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(text()).isEqualTo(before);
    }

    private static NewUser user(String name) {
        WriteLimits limits = new WriteLimits(OptionalLong.of(10), OptionalLong.of(20), OptionalDouble.of(0.5));
        return new NewUser(
                name,
                Optional.of(LocalDate.parse("2027-06-30")),
                true,
                true,
                List.of(
                        new NewUser.Grant("dbo.Results", AccessLevel.READ_WRITE, limits),
                        new NewUser.Grant("[My \"T\"]", AccessLevel.READ, limits)),
                List.of("main.silver.*", "lake.gold.prices"),
                List.of("main.sales.*"));
    }

    private TokenAdministration administration() {
        return new TokenAdministration(file(), Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));
    }

    private UserDirectory users() throws IOException {
        String text = text();
        return PermissionsText.YamlTree.isEmpty(text)
                ? UserDirectory.EMPTY
                : new PermissionsParser(file(), Environment.DEVELOPMENT).parse(text);
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    private Path file() {
        return folder.resolve("permissions.yaml");
    }
}
