package io.github.sqldatabricks.bridge.api.replication;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/**
 * The sample of config/replications, asked for by REST. Catches a plan that shows statements to who may not read the tables, or that hides
 * what is missing.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicationsApiTest {

    @Test
    void replicationsAreListedAndFoundByName() {
        Users.as("ana")
                .get("/replications")
                .then()
                .statusCode(200)
                .body("name", hasItems("sandbox"))
                .body("find { it.name == 'sandbox' }.entries", hasItems("dbo.*", "best_customers"))
                .body("find { it.name == 'sandbox' }.target", equalTo("main.replicated"));
        Users.as("ana")
                .get("/replications/sandbox")
                .then()
                .statusCode(200)
                .body("file", equalTo("sandbox.yaml"))
                .body("country", equalTo("bolivia"))
                .body("schedule", nullValue())
                .body("problem", nullValue());
    }

    @Test
    void aPlanSaysWhatWouldBeDone() {
        Users.as("ana")
                .get("/replications/sandbox/plan")
                .then()
                .statusCode(200)
                .body("ready", equalTo(true))
                .body("problems", empty())
                .body("streams.find { it.name == 'dbo.pricing' }.change", equalTo("cursor"))
                .body("streams.find { it.name == 'dbo.pricing' }.key", contains("product_id"))
                .body("streams.find { it.name == 'dbo.pricing' }.target", equalTo("main.replicated.pricing"))
                .body("streams.find { it.name == 'dbo.pricing' }.target_state", equalTo("is made"))
                .body("streams.find { it.name == 'dbo.orders' }.sql", containsString("WHERE (o_orderdate >= ?"))
                .body("streams.name", not(hasItems("dbo.AllTypes")));
        Users.as("ana")
                .queryParam("stream", "dbo.pri*")
                .get("/replications/sandbox/plan")
                .then()
                .statusCode(200)
                .body("streams.name", contains("dbo.price_alerts", "dbo.pricing"));
    }

    @Test
    void whoMayNotReadATableSeesNoStatementOfIt() {
        Users.as("mallory")
                .queryParam("stream", "dbo.orders")
                .get("/replications/sandbox/plan")
                .then()
                .statusCode(200)
                .body("ready", equalTo(false))
                .body("streams.sql", everyItem(nullValue()))
                .body("streams.settings", everyItem(empty()))
                .body("streams.key", everyItem(empty()))
                .body("streams.estimated_rows", everyItem(nullValue()))
                .body("streams.estimated_bytes", everyItem(nullValue()))
                .body("streams.target_state", everyItem(nullValue()))
                .body("streams[0].missing_rights[0]", containsString("'mallory' does not allow"))
                .body("streams[0].missing_rights[1]", containsString("to load main.replicated.orders"));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Users.as("ana").get("/replications/nope").then().statusCode(404).body("code", equalTo("unknown-replication"));
        Users.as("ana")
                .queryParam("stream", "nope")
                .get("/replications/sandbox/plan")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-stream"));
        Users.as("nobody").get("/replications").then().statusCode(401);
    }
}
