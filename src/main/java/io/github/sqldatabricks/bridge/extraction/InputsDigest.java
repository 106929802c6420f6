package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /**
     * What decides an output's rows: the template, its parameters, the limit, and where they are read; not how many rows a file
     * has. The manifest keeps it, so that a later request can be compared with it. Secrets are in it as part of a digest only.
     *
     * @param planned the query
     * @param origin as {@link RowSource#origin}
     */
    record OutputInputs(PlannedQuery planned, Map<String, String> origin) {

        private static final String TEMPLATE = "template_sha256";
        private static final String PARAMETERS = "parameters";
        private static final String LIMIT = "row_limit";
        private static final String ORIGIN = "source";
        private static final String DIGEST = "inputs_digest";
        private static final String NONE = "none";
        private static final int MOST_SHOWN = 100;

        /** Adds it to a manifest. */
        void writeTo(ObjectNode manifest) {
            manifest.put(TEMPLATE, planned.templateSha256());
            texts(manifest.putObject(PARAMETERS), planned.maskedParameters());
            planned.query().rowLimit().ifPresent(limit -> manifest.put(LIMIT, limit));
            texts(manifest.putObject(ORIGIN), origin);
            manifest.put(
                    DIGEST,
                    InputsDigest.of(values(), !planned.secrets().names().isEmpty())
                            .text());
        }

        /**
         * In what this differs from what a manifest says, in words; empty when the rows are asked for in the same way. What a
         * manifest of an earlier version does not say is not compared, but for secrets.
         */
        List<String> differencesFrom(JsonNode manifest) {
            List<String> differences = new ArrayList<>();
            if (!manifest.path(TEMPLATE).asText().equals(planned.templateSha256())) {
                differences.add("the template's text");
            }
            parameters(manifest.path(PARAMETERS), differences);
            String limit = planned.query().rowLimit().isPresent()
                    ? Long.toString(planned.query().rowLimit().getAsLong())
                    : NONE;
            differ("limit", manifest.path(LIMIT).asText(NONE), limit, differences);
            JsonNode there = manifest.path(ORIGIN);
            origin.forEach((name, value) -> differ(name, there.path(name).asText(value), value, differences));
            if (differences.isEmpty()) {
                unseen(manifest.path(DIGEST).asText(), differences);
            }
            return differences;
        }

        private void parameters(JsonNode shown, List<String> differences) {
            TreeSet<String> names = new TreeSet<>(planned.maskedParameters().keySet());
            shown.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String wanted = planned.maskedParameters().getOrDefault(name, NONE);
                differ("parameter " + name, shown.path(name).asText(NONE), wanted, differences);
            }
        }

        /** What is not shown: secrets, and whether a value is a text, a number or a list. */
        private void unseen(String digest, List<String> differences) {
            boolean secret = !planned.secrets().names().isEmpty();
            if (digest.isEmpty() && secret) {
                differences.add("the secret parameters " + planned.secrets().names()
                        + ", which the manifest of an earlier version does not tell");
            } else if (!digest.isEmpty() && !new InputsDigest(digest).matches(values())) {
                differences.add((secret
                                ? "a secret parameter ("
                                        + String.join(", ", planned.secrets().names()) + "), or "
                                : "")
                        + "the kind of a parameter's value, such as a text there and a number or a list asked for");
            }
        }

        private List<String> values() {
            List<String> values = new ArrayList<>();
            new TreeMap<>(planned.parameters()).forEach((name, value) -> {
                values.add(name);
                values.add(InputsDigest.canonical(value));
            });
            return values;
        }

        private static void differ(String what, String there, String wanted, List<String> differences) {
            if (!there.equals(wanted)) {
                differences.add(what + " (" + cut(there) + " there, " + cut(wanted) + " asked for)");
            }
        }

        private static String cut(String text) {
            return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
        }

        private static void texts(ObjectNode json, Map<String, String> texts) {
            new TreeMap<>(texts).forEach(json::put);
        }
    }
}
