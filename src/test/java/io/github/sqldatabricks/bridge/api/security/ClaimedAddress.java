package io.github.sqldatabricks.bridge.api.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LogRecords;
import java.util.Map;

/** A caller that says by {@code X-Forwarded-For} that it is another one, and what the service makes of it. */
final class ClaimedAddress {

    static final String CLAIMED = "198.51.100.7";

    private ClaimedAddress() {}

    /** Settings of a service that believes these proxies. */
    static Map<String, String> trusting(String proxies) {
        return Map.of(
                "bridge.access.enabled", "true",
                "bridge.access.permissions-file", "src/test/resources/access/permissions.yaml",
                "quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.proxy.trusted-proxies", proxies);
    }

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
