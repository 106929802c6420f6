package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.regex.Pattern;

/**
 * A name that a caller gives to one request, so that sending it again does nothing twice. Unique per principal.
 *
 * @param value 1 to 64 visible ASCII characters
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP
 *     header field</a>
 */
public record IdempotencyKey(String value) {

    /** Of HTTP. */
    public static final String HEADER = "Idempotency-Key";

    /** What a key looks like. */
    public static final String PATTERN = "[\\x21-\\x7e]{1,64}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /** @throws BridgeException.InvalidRequest when the value is not valid */
    public IdempotencyKey {
        if (!VALID.matcher(value).matches()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_IDEMPOTENCY_KEY,
                    "Expected an idempotency key of 1 to 64 visible ASCII characters (a UUID, for example), but got "
                            + value.length() + " characters.");
        }
    }
}
