package io.github.sqldatabricks.bridge.api.document;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Problem;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document against the routes of the service. Catches: a route or parameter that only one of them knows, Java's classes in
 * schemas, errors without their form, a 405 that does not say what is allowed. sdk/tests/test_schemathesis.py tries the rest.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class OpenApiDocumentTest {

    private JsonObject document;

    @BeforeEach
    void read() {
        String text = given().get("/openapi?format=json").asString();
        document = new JsonObject(text);
        // Resources of the tests.
        document.getJsonObject("paths").fieldNames().removeIf(path -> path.startsWith("/test/"));
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsAnsweredWithThoseOfTheDocument() {
        for (String path : paths().fieldNames()) {
            Set<String> methods = paths().getJsonObject(path).fieldNames().stream()
                    .map(String::toUpperCase)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");

            Response answer = given().patch(some(path));

            assertThat(answer.statusCode()).as(path).isEqualTo(405);
            assertThat(answer.header("Allow")).as(path).isEqualTo(String.join(", ", methods));
            assertThat(given().options(some(path)).header("Allow")).as(path).isEqualTo(String.join(", ", methods));
        }
        assertThat(given().patch("/sandbox/databricks").header("Allow")).isEqualTo("OPTIONS, POST");
    }

    @Test
    void theQueryParametersOfTheDocumentAreTakenAndNoOthers() {
        for (String path : paths().fieldNames()) {
            for (String method : paths().getJsonObject(path).fieldNames()) {
                JsonObject operation = paths().getJsonObject(path).getJsonObject(method);
                assertThat(code(method, path, "nobody_knows_it", "1")).isEqualTo("unknown-query-parameter");
                for (Object one : operation.getJsonArray("parameters", new JsonArray())) {
                    JsonObject parameter = (JsonObject) one;
                    if (parameter.getString("in").equals("query")) {
                        assertThat(code(method, path, parameter.getString("name"), "?"))
                                .as("%s %s: %s", method, path, parameter.getString("name"))
                                .isNotEqualTo("unknown-query-parameter");
                        assertThat(code(method, path, parameter.getString("name"), "1", "2"))
                                .isEqualTo("doubled-query-parameter");
                    }
                }
            }
        }
    }

    @Test
    void everyErrorIsAProblem() {
        JsonObject responses = document.getJsonObject("components").getJsonObject("responses");
        for (String path : paths().fieldNames()) {
            for (String method : paths().getJsonObject(path).fieldNames()) {
                JsonObject all =
                        paths().getJsonObject(path).getJsonObject(method).getJsonObject("responses");
                assertThat(all.fieldNames())
                        .as("%s %s", method, path)
                        .contains("400", "406", "408", "429", "500", "503");
                for (String status : all.fieldNames()) {
                    JsonObject response = all.getJsonObject(status);
                    if (status.charAt(0) >= '4') {
                        String name = response.getString("$ref", "");
                        JsonObject whole =
                                name.isEmpty() ? response : responses.getJsonObject(name.replaceFirst(".*/", ""));
                        assertThat(whole.getJsonObject("content").fieldNames())
                                .as("%s %s %s", method, path, status)
                                .containsExactly(Problem.MEDIA_TYPE);
                        assertThat(whole.getString("description")).isNotBlank();
                    }
                }
            }
        }
    }

    @Test
    void noClassOfJavaShowsInASchema() {
        assertThat(document.encode()).doesNotContain("JsonNode", "pojo", "missingNode");
    }

    @Test
    void requestsHaveBounds() {
        JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
        JsonObject extraction = schemas.getJsonObject("ExtractionRequest").getJsonObject("properties");

        assertThat(extraction.getJsonObject("country").getString("pattern"))
                .isEqualTo("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$");
        assertThat(extraction.getJsonObject("chunk_size").getInteger("maximum")).isEqualTo(Integer.MAX_VALUE);
        assertThat(extraction.getJsonObject("limit").getJsonArray("type").encode())
                .isEqualTo("[\"integer\",\"null\"]");
        assertThat(schemas.getJsonObject("SyncEventRequest").getBoolean("additionalProperties"))
                .isFalse();
    }

    private JsonObject paths() {
        return document.getJsonObject("paths");
    }

    private static String some(String path) {
        return path.replaceAll("\\{[a-z]+}", "none");
    }

    private static String code(String method, String path, String parameter, Object... values) {
        Response answer = given().contentType("application/json")
                .body("{}")
                .queryParam(parameter, values)
                .request(method, some(path));
        return answer.statusCode() == 200 ? "none" : answer.path("code");
    }
}
