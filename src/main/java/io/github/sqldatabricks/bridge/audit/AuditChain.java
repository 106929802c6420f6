package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The hash of a record: SHA-256, or HMAC-SHA-256 with a key, of these fields one after the other, as lower-case hexadecimal.
 *
 * <ol>
 *   <li>{@code bridge-audit-1}, the name of this format
 *   <li>sequence, decimal
 *   <li>hash of the record before, 64 hexadecimal digits; 64 zeros for record 1
 *   <li>record id
 *   <li>timestamp, as {@code 2026-11-21T10:23:18.123456Z}: always UTC, always six digits
 *   <li>event type
 *   <li>user name
 *   <li>token prefix
 *   <li>source IP
 *   <li>resource
 *   <li>action
 *   <li>status
 *   <li>details: the JSON text as it is stored
 *   <li>error code
 *   <li>error message
 * </ol>
 *
 * Each field is its length in bytes as four bytes, the highest first, and then its UTF-8 bytes. A field that is absent (NULL) is
 * the four bytes {@code FF FF FF FF} alone. So no two records have the same bytes.
 *
 * <p>Without a key anybody who can write the table can also make a chain of their own; with one, only who knows the key. Thread-safe.
 */
public final class AuditChain {

    private static final String FORMAT = "bridge-audit-1";
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int ABSENT = -1;

    private final Optional<SecretKeySpec> key;

    private AuditChain(Optional<SecretKeySpec> key) {
        this.key = key;
    }

    /**
     * The chain with this key.
     *
     * @param base64 32 bytes in Base64; empty for plain SHA-256
     * @throws IllegalArgumentException when it is something else; it is not shown
     */
    public static AuditChain of(Optional<String> base64) {
        return new AuditChain(base64.map(AuditChain::key));
    }

    private static SecretKeySpec key(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.strip());
            if (bytes.length == KEY_BYTES) {
                return new SecretKeySpec(bytes, HMAC);
            }
        } catch (IllegalArgumentException e) {
            // Its message shows a part of the key.
        }
        throw new IllegalArgumentException(
                "Expected bridge.audit.key to be 32 bytes in Base64. Make one with: openssl rand -base64 32");
    }

    /** The record that follows on this position. */
    public AuditRecord next(AuditPosition previous, AuditEntry entry) {
        long sequence = previous.sequence() + 1;
        return new AuditRecord(sequence, entry, previous.hash(), hash(sequence, previous.hash(), entry));
    }

    /** Whether the record's hash is that of its fields. */
    boolean isGenuine(AuditRecord stored) {
        String expected = hash(stored.sequence(), stored.previousHash(), stored.entry());
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), stored.hash().getBytes(StandardCharsets.UTF_8));
    }

    private String hash(long sequence, String previousHash, AuditEntry entry) {
        return HexFormat.of().formatHex(digest(bytes(sequence, previousHash, entry)));
    }

    private byte[] digest(byte[] bytes) {
        return key.map(secret -> authenticated(secret, bytes)).orElseGet(() -> Hashes.sha256(bytes));
    }

    private static byte[] authenticated(SecretKeySpec key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static byte[] bytes(long sequence, String previousHash, AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stream.of(
                        Optional.of(FORMAT),
                        Optional.of(Long.toString(sequence)),
                        Optional.of(previousHash),
                        Optional.of(entry.id()),
                        Optional.of(entry.time()),
                        Optional.of(entry.type()),
                        entry.user(),
                        entry.tokenPrefix(),
                        entry.sourceIp(),
                        Optional.of(entry.resource()),
                        Optional.of(entry.action()),
                        Optional.of(entry.status()),
                        Optional.of(entry.details()),
                        entry.errorCode(),
                        entry.errorText())
                .forEach(field -> append(bytes, field));
        return bytes.toByteArray();
    }

    private static void append(ByteArrayOutputStream bytes, Optional<String> field) {
        byte[] text = field.orElse("").getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field.isPresent() ? text.length : ABSENT)
                .array());
        bytes.writeBytes(text);
    }

    /**
     * An entry at its place in the chain.
     *
     * @param sequence from 1, without gaps
     * @param previousHash the hash of the record before it; that of {@link AuditPosition#START} for the first
     * @param hash see {@link AuditChain}
     */
    public record AuditRecord(long sequence, AuditEntry entry, String previousHash, String hash) {

        /** Where it is. */
        public AuditPosition position() {
            return new AuditPosition(sequence, hash);
        }
    }

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
}
