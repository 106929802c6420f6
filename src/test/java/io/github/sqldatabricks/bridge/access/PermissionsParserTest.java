package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.TablePattern;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches a permissions file that is half understood: an unknown key that is ignored, a wrong access level that
 * becomes another one, a token that is shared, and a token that leaks into a message.
 */
class PermissionsParserTest {

    private static final String SECRET = "s3cr3t-t0k3n";
    private static final String SECRET_SHA256 = "9de2d7a2d1f04ed4b6ea76cf0ecbc1dac1b1cfa0f4c0d0e5a04ef3aa0d1a1c3f";

    private final PermissionsParser development = new PermissionsParser(Path.of("p.yaml"), Environment.DEVELOPMENT);
    private final PermissionsParser production = new PermissionsParser(Path.of("p.yaml"), Environment.PRODUCTION);

    @Test
    void readsEveryKey() {
        UserDirectory directory = development.parse("""
                users:
                  - token: s3cr3t-t0k3n
                    name: pricing
                    admin: true
                    expires: 2027-01-31
                    permissions:
                      - table: dbo.Results
                        access: read_write
                        max_delete_rows: 10000
                """);
        User user = directory.find(TokenHash.of(SECRET)).orElseThrow();
        assertThat(user.expires()).contains(LocalDate.of(2027, 1, 31));
        assertThat(user.clearText()).isTrue();
        assertThat(user.principal())
                .isEqualTo(new Principal(
                        "pricing",
                        true,
                        false,
                        new Permissions(
                                List.of(new Permissions.Entry(
                                        TablePattern.parse("dbo.results"),
                                        AccessLevel.READ_WRITE,
                                        new WriteLimits(
                                                OptionalLong.of(10000), OptionalLong.empty(), OptionalDouble.empty()))),
                                List.of(),
                                List.of(),
                                List.of())));
    }

    @Test
    void readsTheReplicationsThatAUserMayOperate() {
        Permissions permissions = production
                .parse("users: [{name: a, oidc_role: r, operate: [sales]}]")
                .users()
                .get(0)
                .principal()
                .permissions();
        assertThat(permissions.allowOperating("sales")).isTrue();
        assertThat(permissions.allowOperating("sales2")).isFalse();
        assertThat(Permissions.EVERYTHING.allowOperating("any")).isTrue();
    }

    @Test
    void readsTheTablesThatAUserMayLoad() {
        Permissions permissions = production
                .parse("users: [{name: a, oidc_role: r, loads: ['main.sales.*'], sources: ['*']}]")
                .users()
                .get(0)
                .principal()
                .permissions();
        assertThat(permissions.allowLoad(UnityTable.parse("MAIN.sales.orders"))).isTrue();
        assertThat(permissions.allowLoad(UnityTable.parse("main.hr.salaries"))).isFalse();
        assertThatThrownBy(() -> production.parse("users:\n  - {name: a, oidc_role: r, loads: [sales]}"))
                .hasMessageContaining("no table of Unity Catalog");
    }

    @Test
    void readsTheSourcesOfAUserAndRefusesWhatIsNoPattern() {
        Permissions permissions = production
                .parse("users: [{name: a, oidc_role: r, sources: ['Main.silver.*', lake.gold.prices]}]")
                .users()
                .get(0)
                .principal()
                .permissions();
        assertThat(permissions.allowSource(UnityTable.parse("main.silver.x"))).isTrue();
        assertThat(permissions.allowSource(UnityTable.parse("lake.gold.PRICES")))
                .isTrue();
        assertThat(permissions.allowSource(UnityTable.parse("lake.gold.costs"))).isFalse();
        for (String wrong :
                List.of("prices", "silver.prices", "main.sil*.x", "*.silver.x", "main..x", "a b.c.d", "''")) {
            assertThatThrownBy(() -> production.parse("users:\n  - {name: a, oidc_role: r, sources: [" + wrong + "]}"))
                    .as(wrong)
                    .isInstanceOf(InvalidPermissions.class)
                    .hasMessageContaining("p.yaml, line 2");
        }
        assertThatThrownBy(() -> production.parse("users: [{name: a, oidc_role: r, sources: '*'}]"))
                .hasMessageContaining("expected a list");
    }

    @Test
    void findsAUserByTheDigestOfTheToken() {
        String digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"; // of "secret"
        UserDirectory directory = production.parse("users: [{name: a, token_sha256: " + digest + "}]");
        assertThat(directory.find(TokenHash.of("secret"))).isPresent();
        assertThat(directory.find(TokenHash.of("Secret"))).isEmpty();
        assertThat(directory.clearTextUsers()).isEmpty();
    }

    @Test
    void refusesAClearTextTokenInProductionWithoutShowingIt() {
        assertThatThrownBy(() -> production.parse("users:\n  - name: a\n    token: " + SECRET))
                .isInstanceOf(InvalidPermissions.class)
                .hasMessageContaining("p.yaml, line 3")
                .hasMessageContaining("token_sha256")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read_only | expected read, write or read_write",
                "READ | expected read, write or read_write",
                "'' | expected a text for 'access'",
            })
    void refusesAnAccessLevelItDoesNotKnow(String access, String message) {
        assertRefused(permission("table: dbo.a", "access: " + access), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c.d", "dbo.Res*", "*.*", "'*.a'", "'dbo.[x'", "'dbo.a b'", "'.a'", "'a.'", "dbo.**"})
    void refusesAPatternThatIsNoTable(String pattern) {
        assertRefused(permission("table: " + pattern, "access: read"), "line 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "many", "0x10", "99999999999999999999"})
    void refusesALimitThatIsNoCount(String limit) {
        assertRefused(permission("table: dbo.a", "access: write", "max_delete_rows: " + limit), "line 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-02-30", "tomorrow", "31.01.2027"})
    void refusesADayThatIsNone(String day) {
        assertRefused("users:\n  - name: a\n    token: x\n    expires: " + day, "line 4: expected a date");
    }

    @Test
    void refusesAnAdminFlagThatIsNotTrueOrFalse() {
        assertRefused("users:\n  - name: a\n    token: x\n    admin: yes", "line 4: expected true or false");
    }

    @Test
    void refusesTwoUsersOfOneNameOrOneToken() {
        assertRefused("users:\n- {name: a, token: x}\n- {name: A, token: y}", "line 3: the user 'A' comes twice");
        assertRefused("users:\n- {name: a, token: x}\n- {name: b, token: x}", "line 3: 'b' has the same token as 'a'");
    }

    @Test
    void refusesTwoUsersOfOneSubjectOrOneRole() {
        assertRefused(
                "users:\n- {name: a, oidc_subject: s}\n- {name: b, oidc_subject: s}",
                "line 3: 'b' has the same oidc_subject as 'a'");
        assertRefused(
                "users:\n- {name: a, oidc_role: r}\n- {name: b, oidc_role: r}",
                "line 3: 'b' has the same oidc_role as 'a'");
        String both = "users:\n- {name: a, oidc_role: r}\n- {name: b, oidc_subject: r}\n- {name: c, oidc_role: R}";
        assertThat(production.parse(both).users()).hasSize(3);
    }

    @Test
    void refusesAUserWithoutExactlyOneCredential() {
        assertRefused("users:\n- {name: a}", "exactly one of [token_sha256, token, oidc_subject, oidc_role]");
        assertRefused("users:\n- {name: a, token: x, token_sha256: " + SECRET_SHA256 + "}", "exactly one");
        assertRefused("users:\n- {name: a, token: x, oidc_subject: y}", "exactly one");
        assertRefused("users:\n- {name: a, oidc_subject: y, oidc_role: z}", "exactly one");
        assertRefused("users:\n- {name: a, oidc_role: ''}", "expected a text for 'oidc_role'");
        assertRefused("users:\n- {name: a, token_sha256: abc}", "64 hexadecimal digits");
        assertRefused("users:\n- {name: a, token: ''}", "expected a text for 'token'");
        assertRefused("users:\n- {name: a, token: null}", "expected a text for 'token'");
    }

    @Test
    void refusesUnknownAndRepeatedKeysEverywhere() {
        assertRefused("groups: []", "line 1: unknown key");
        assertRefused("users:\n- {name: a, token: x, role: y}", "line 2: unknown key");
        assertRefused(permission("table: dbo.a", "access: read", "level: 1"), "line 7: unknown key");
        assertRefused("users:\n- name: a\n  token: x\n  token: y", "line 4: the key 'token' comes twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "users: {a: b}", "[]", "users: [a]", "users:\n- {name: a, token: x, permissions: all}"})
    void refusesAnotherShape(String yaml) {
        assertRefused(yaml, "expected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users:\n- name: a\n  token: \"s3cr3t-t0k3n",
                "users:\n- name: a\n  token: s3cr3t-t0k3n\n   x: [",
                "users:\n- s3cr3t-t0k3n: a",
                "users:\n- name: a\n  token: *s3cr3t-t0k3n",
            })
    void saysWhereTheYamlIsBrokenButNotWhatStandsThere(String yaml) {
        assertThatThrownBy(() -> development.parse(yaml))
                .isInstanceOf(InvalidPermissions.class)
                .hasMessageMatching("p\\.yaml, line \\d: .*")
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    private static String permission(String... lines) {
        return "users:\n  - name: a\n    token: x\n    permissions:\n      - " + String.join("\n        ", lines);
    }

    private void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> development.parse(yaml))
                .isInstanceOf(InvalidPermissions.class)
                .hasMessageStartingWith("p.yaml, line ")
                .hasMessageContaining(message);
    }
}
