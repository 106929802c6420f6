package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** What callers hear of themselves. Catches limits that are left out, and tokens that are shown. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class WhoAmITest {

    @Test
    void aCallerHearsItsPermissionsWithTheirLimits() {
        JsonPath rosa =
                as("rosa").get("/whoami").then().statusCode(200).extract().jsonPath();
        assertThat(rosa.getString("name")).isEqualTo("rosa");
        assertThat(rosa.getBoolean("admin")).isTrue();
        assertThat(rosa.getString("login")).isEqualTo("token");
        assertThat(rosa.getString("expires")).isNull();
        assertThat(rosa.getList("permissions.table")).containsExactly("*");
        assertThat(rosa.getList("permissions.access")).containsExactly("write");
        assertThat(rosa.getLong("permissions[0].max_delete_rows")).isEqualTo(20);
        assertThat(rosa.getString("permissions[0].max_changed_rows")).isNull();
        assertThat(rosa.getList("sources")).containsExactly("*");
        assertThat(rosa.getList("loads")).isEmpty();
    }

    @Test
    void nothingSecretAndNobodyElseIsTold() {
        String pricing =
                as("pricing").get("/whoami").then().statusCode(200).extract().asString();
        assertThat(pricing).contains("dbo.pricing").doesNotContain("token-of", "sha256", "rosa", "eve");
        Api.assertProblem(as("nobody").get("/whoami"), 401, "token-unknown");
    }
}
