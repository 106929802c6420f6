package io.github.sqldatabricks.bridge.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Callers with tokens: the token of a user is {@code token-of-} and its name. */
public final class Users {

    private Users() {}

    /** The settings of a service that knows these users. */
    public static Map<String, String> settings(String permissions) {
        try {
            Path file = Files.writeString(Files.createTempFile("permissions", ".yaml"), permissions);
            return Map.of("bridge.access.enabled", "true", "bridge.access.permissions-file", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JSON request of this user. */
    public static RequestSpecification as(String user) {
        return given().header("Authorization", "Bearer token-of-" + user).contentType(ContentType.JSON);
    }
}
