package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked for, by real HTTP. Catches secrets that are shown, others' jobs among the last ones, and lists for nobody. */
@QuarkusTest
@TestProfile(GuardedService.class)
class TemplatesTest {

    @Test
    void countriesAreListedWithTheCallersLastJobs() {
        Instant before = Instant.now();
        String job = as("ben")
                .body(Api.body("q4"))
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd("ben", job);

        Map<String, Object> bolivia = country("ben", "bolivia");
        assertThat(bolivia)
                .containsEntry("kind", "country")
                .containsEntry("own_templates", 0)
                .containsEntry("parameter_file", true);
        assertThat(Instant.parse((String) ((Map<?, ?>) bolivia.get("last_jobs")).get("completed")))
                .isAfter(before.minusSeconds(5));
        // Other tests of this process may have run jobs as flo; this one is not among them.
        assertThat(country("flo", "bolivia").get("last_jobs")).isNotEqualTo(bolivia.get("last_jobs"));
        assertThat((Map<?, ?>) country("eve", "bolivia").get("last_jobs")).isNotEmpty();
        assertThat(country("ben", "peru")).containsEntry("own_templates", 3);
    }

    private static Map<String, Object> country(String user, String code) {
        return list(user, "/countries").getMap("find { it.code == '" + code + "' }");
    }

    @Test
    void templatesAreListedWithWhatTheyNeedAndReadAndWithoutSecrets() {
        JsonPath peru = list("ana", "/queries?country=peru");
        assertThat(peru.getList("query_name")).contains("declared", "told", "q1");
        Map<String, Object> q1 = peru.getMap("find { it.query_name == 'q1' }");
        assertThat(q1)
                .containsEntry("file", "common/q1.sql")
                .containsEntry("tables", List.of("dbo.t1"))
                .containsEntry("tables_unknown", null)
                .containsEntry("problem", null);
        assertThat((String) q1.get("sha256")).hasSize(64);
        List<Map<String, Object>> parameters = peru.getList("find { it.query_name == 'declared' }.parameters");
        assertThat(parameters).extracting("name").containsExactly("code", "api_token");
        assertThat(parameters).extracting("secret").containsExactly(true, true);
        assertThat(parameters).extracting("default_value").containsOnly("********");
        assertThat(as("ana").get("/queries?country=peru").asString()).doesNotContain("hunter2");
        assertThat(list("ana", "/queries").getList("query_name")).contains("q1").doesNotContain("declared");
    }

    @Test
    void parametersAreListedWithTheirOrigin() {
        JsonPath peru = list("ana", "/parameters?country=peru");
        assertThat(peru.getString("find { it.name == 'c' }.value")).isEqualTo("3");
        assertThat(peru.getString("find { it.name == 'c' }.origin")).isEqualTo("peru.yaml line 1");
        assertThat(peru.getString("find { it.name == 'b' }.origin")).startsWith("common_params.yaml");
        // Declared as a secret by a template of Peru alone.
        for (String country : List.of("peru", "bolivia")) {
            assertThat(list("ana", "/parameters?country=" + country).getString("find { it.name == 'vault' }.value"))
                    .isEqualTo("********");
        }
        assertThat(as("ana").get("/queries?country=peru").asString()).doesNotContain("giraffe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/countries", "/queries", "/parameters?country=peru"})
    void whoMayReadNothingIsToldNothing(String path) {
        Api.assertProblem(as("wes").get(path), 403, "read-not-allowed");
        assertThat(as("amy").get(path).statusCode()).isEqualTo(200);
        assertThat(as("nobody").get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        Api.assertProblem(as("ana").get("/queries?country=atlantis"), 404, "unknown-country");
        Api.assertProblem(as("ana").get("/parameters?country=atlantis"), 404, "unknown-country");
        Api.assertProblem(as("ana").get("/queries?queries_path=nowhere"), 404, "unknown-path");
        Api.assertProblem(as("ana").get("/queries?queries_path=../.."), 400, "path-outside-root");
        Api.assertProblem(as("ana").get("/parameters"), 400, "invalid-field");
        Api.assertProblem(as("ana").get("/parameters?country=.."), 400, "invalid-country");
    }

    private static JsonPath list(String user, String path) {
        return as(user).get(path).then().statusCode(200).extract().jsonPath();
    }
}
