package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Environment;
import java.util.List;

/** Reads what identifies the user of an entry, of which there must be exactly one. */
final class CredentialReader {

    /** The keys that hold one. */
    static final List<String> KEYS =
            List.of(Credential.TOKEN_DIGEST_KEY, Credential.TOKEN_KEY, Credential.SUBJECT_KEY, Credential.ROLE_KEY);

    private final Environment environment;

    CredentialReader(Environment environment) {
        this.environment = environment;
    }

    /**
     * The entry's one.
     *
     * @throws InvalidPermissions when there is none or a second, when production gets a clear-text token, and when a digest is
     *     none
     */
    Credential read(YamlMapping entry) {
        List<String> given =
                KEYS.stream().filter(key -> entry.optionalText(key).isPresent()).toList();
        if (given.size() != 1) {
            throw entry.error("name", "a user needs exactly one of " + KEYS);
        }
        String key = given.get(0);
        String value = entry.text(key);
        return switch (key) {
            case Credential.TOKEN_DIGEST_KEY -> digest(entry, value);
            case Credential.TOKEN_KEY -> clearText(entry, value);
            case Credential.SUBJECT_KEY -> new Credential.Subject(value);
            case Credential.ROLE_KEY -> new Credential.Role(value);
            default -> throw new IllegalStateException("no key of a credential: " + key);
        };
    }

    private Credential clearText(YamlMapping entry, String token) {
        if (environment == Environment.PRODUCTION) {
            throw entry.error(
                    Credential.TOKEN_KEY, "production takes no clear-text 'token'; give its 'token_sha256' instead");
        }
        return new Credential.Token(TokenHash.of(token));
    }

    private static Credential digest(YamlMapping entry, String hex) {
        try {
            return new Credential.Token(TokenHash.ofHex(hex));
        } catch (IllegalArgumentException e) {
            throw entry.error(Credential.TOKEN_DIGEST_KEY, "expected 64 hexadecimal digits, the SHA-256 of the token");
        }
    }

    /** @throws InvalidPermissions when both have the same: the later one of the file could never be reached */
    static void refuseTwin(YamlMapping entry, Credential credential, User other) {
        if (other.credential().equals(credential)) {
            String what = credential instanceof Credential.Token
                    ? "token"
                    : credential instanceof Credential.Subject ? Credential.SUBJECT_KEY : Credential.ROLE_KEY;
            throw entry.error(
                    "name",
                    "'" + entry.text("name") + "' has the same " + what + " as '"
                            + other.principal().name() + "'; give each its own");
        }
    }
}
