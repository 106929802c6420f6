package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the chain. Who knows one knows all that came before.
 *
 * @param sequence of the record, from 1; 0 is before the first
 * @param hash of the record, 64 hexadecimal digits
 */
public record AuditPosition(long sequence, String hash) {

    /** Before the first record. */
    public static final AuditPosition START = new AuditPosition(0, "0".repeat(64));

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    /**
     * Reads {@code SEQUENCE:HASH}.
     *
     * @throws BridgeException.InvalidRequest when it is something else
     */
    public static AuditPosition parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_CHECKPOINT,
                    "Expected SEQUENCE:HASH, a number and 64 hexadecimal digits, but got " + QuotedInput.of(text)
                            + ". Take both from an audit_checkpoint line of the log.");
        }
        return new AuditPosition(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    @Override
    public String toString() {
        return sequence + ":" + hash;
    }
}
