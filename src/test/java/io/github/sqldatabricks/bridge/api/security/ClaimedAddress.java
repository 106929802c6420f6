package io.github.sqldatabricks.bridge.api.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LogRecords;

/** A caller that says by {@code X-Forwarded-For} that it is another one, and what the service makes of it. */
final class ClaimedAddress {

    static final String CLAIMED = "198.51.100.7";

    private ClaimedAddress() {}

    static void assertSeenAs(String address) {
        try (LogRecords audit = LogRecords.of("bridge.audit")) {
            given().header("X-Forwarded-For", CLAIMED).get("/jobs").then().statusCode(401);
            assertThat(audit.messages())
                    .filteredOn(line -> line.contains("auth_failure"))
                    .singleElement()
                    .asString()
                    .contains("\"source_ip\":\"" + address + "\"");
        }
    }
}
