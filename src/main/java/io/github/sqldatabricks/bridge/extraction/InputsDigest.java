package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The digest of parameter values, as text that says how it was made. With secrets among them it is slow and salted (PBKDF2),
 * because who reads the volume could try short secrets; it takes about 0.1 s.
 *
 * @param text {@code sha256:<digest>} or {@code pbkdf2-sha256:<iterations>:<salt>:<digest>}, in hexadecimal
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018">RFC 8018</a>
 */
public record InputsDigest(String text) {

    private static final String PLAIN = "sha256:";
    private static final String SLOW = "pbkdf2-sha256";
    private static final int ITERATIONS = 200_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final int SLOW_PARTS = 4;

    /** @param slow whether a secret is among the values */
    public static InputsDigest of(List<String> values, boolean slow) {
        if (!slow) {
            return new InputsDigest(PLAIN + Hashes.of(values));
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new InputsDigest(slow(values, ITERATIONS, HexFormat.of().formatHex(salt)));
    }

    /** Whether it was made of these values. */
    public boolean matches(List<String> values) {
        String[] parts = text.split(":", -1);
        boolean slow = parts.length == SLOW_PARTS && parts[0].equals(SLOW) && parts[1].matches("[0-9]{1,8}");
        if (!slow) {
            return text.equals(PLAIN + Hashes.of(values));
        }
        int iterations = Math.min(MOST_ITERATIONS, Math.max(1, Integer.parseInt(parts[1])));
        byte[] made = slow(values, iterations, parts[2]).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(made, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value with its kind: a list of two texts is not the text of both with a comma between. */
    public static String canonical(ParameterValue value) {
        List<String> parts = new ArrayList<>(List.of(value.getClass().getSimpleName()));
        if (value instanceof ParameterValue.Many many) {
            many.values().forEach(one -> parts.add(canonical(one)));
        } else {
            parts.add(value.toString());
        }
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.length()).append(':').append(part));
        return text.toString();
    }

    private static String slow(List<String> values, int iterations, String salt) {
        try {
            PBEKeySpec key = new PBEKeySpec(
                    Hashes.of(values).toCharArray(), salt.getBytes(StandardCharsets.UTF_8), iterations, KEY_BITS);
            byte[] made = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
            return SLOW + ":" + iterations + ":" + salt + ":" + HexFormat.of().formatHex(made);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with SHA-256", e);
        }
    }
}
