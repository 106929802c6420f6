package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.ErrorCode;

/**
 * What the HTTP layer itself refuses, in our words.
 *
 * @param status the HTTP status
 * @param error which error it is
 * @param detail for people
 */
record FrameworkError(int status, ErrorCode error, String detail) {

    /** RFC 9110, section 15.5.21; JAX-RS has no name for it. */
    static final int UNPROCESSABLE = 422;

    private static final int SERVER_ERROR = 500;

    static FrameworkError of(int status) {
        return switch (status) {
            case 404 ->
                new FrameworkError(status, ErrorCode.UNKNOWN_PATH, "There is no such path. See the OpenAPI document.");
            case 405 -> new FrameworkError(status, ErrorCode.METHOD_NOT_ALLOWED, "The path does not have this method.");
            case 406 -> new FrameworkError(status, ErrorCode.NOT_ACCEPTABLE, "Expected to answer application/json.");
            case 408 ->
                new FrameworkError(
                        status,
                        ErrorCode.BODY_TIMEOUT,
                        "Expected the whole body within bridge.api.body-timeout. Send it faster.");
            case 413 ->
                new FrameworkError(
                        status,
                        ErrorCode.BODY_TOO_LARGE,
                        "The body is larger than quarkus.http.limits.max-body-size allows.");
            case 415 ->
                new FrameworkError(
                        status,
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Expected Content-Type: application/json, or application/sql for a statement in the sandbox.");
            default -> other(status);
        };
    }

    private static FrameworkError other(int status) {
        return status < SERVER_ERROR
                ? new FrameworkError(status, ErrorCode.BAD_REQUEST, "The request can't be understood.")
                : new FrameworkError(
                        status, ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.");
    }
}
