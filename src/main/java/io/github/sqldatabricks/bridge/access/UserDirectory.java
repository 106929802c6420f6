package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Everybody who is known.
 *
 * @param users with different names and different credentials
 */
record UserDirectory(List<User> users) {

    static final UserDirectory EMPTY = new UserDirectory(List.of());

    UserDirectory {
        users = List.copyOf(users);
    }

    /** Looks at every user, so that the time tells nothing about which one matched. */
    Optional<User> find(TokenHash token) {
        Optional<User> found = Optional.empty();
        for (User user : users) {
            if (user.credential() instanceof User.Credential.Token known
                    && known.hash().matches(token)) {
                found = Optional.of(user);
            }
        }
        return found;
    }

    /** As whom a person acts for whom the provider vouches: the subject's own entry, else the first with one of the roles. */
    Optional<User> find(ExternalIdentity identity) {
        return first(credential -> credential instanceof User.Credential.Subject known
                        && known.subject().equals(identity.subject()))
                .or(() -> first(credential -> credential instanceof User.Credential.Role known
                        && identity.roles().contains(known.role())));
    }

    private Optional<User> first(Predicate<User.Credential> wanted) {
        return users.stream().filter(user -> wanted.test(user.credential())).findFirst();
    }

    /** The user of that name, case ignored as when the file is read. */
    Optional<User> named(String name) {
        return users.stream()
                .filter(user -> user.principal().name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The names of the users whose token stands in the file as it is. */
    List<String> clearTextUsers() {
        return names(User::clearText);
    }

    /** The names of the users that only an identity provider can vouch for. */
    List<String> externalUsers() {
        return names(user -> !(user.credential() instanceof User.Credential.Token));
    }

    private List<String> names(Predicate<User> wanted) {
        return users.stream()
                .filter(wanted)
                .map(user -> user.principal().name())
                .toList();
    }

    /**
     * The SHA-256 of a token, all that is ever kept of it. A plain digest is enough because tokens are long and random;
     * it is no way to keep passwords.
     */
    static final class TokenHash {

        /** Characters of a token that is random enough: 128 bits in hexadecimal. */
        static final int MIN_TOKEN_LENGTH = 32;

        private static final int HEX_DIGITS = 64;

        private final byte[] digest;

        private TokenHash(byte[] digest) {
            this.digest = digest;
        }

        static TokenHash of(String token) {
            return new TokenHash(Hashes.sha256(token));
        }

        /** @throws IllegalArgumentException when the text is not 64 hexadecimal digits */
        static TokenHash ofHex(String hex) {
            if (hex.length() != HEX_DIGITS) {
                throw new IllegalArgumentException("not 64 hexadecimal digits");
            }
            return new TokenHash(HexFormat.of().parseHex(hex));
        }

        /** The digest as the permissions file holds it: 64 hexadecimal digits in lower case. */
        String hex() {
            return HexFormat.of().formatHex(digest);
        }

        /** Compares in a time that does not depend on where the two differ. */
        boolean matches(TokenHash other) {
            return MessageDigest.isEqual(digest, other.digest);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TokenHash hash && matches(hash);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }

    /**
     * One entry of the permissions file.
     *
     * @param credential what identifies the user
     * @param principal what the user may do
     * @param expires the last day (UTC) on which the user can log in; empty for no end
     * @param clearText whether the file holds the token itself
     * @param events whether rows of the events table may act for this user (metadata.user)
     */
    record User(
            Credential credential,
            Principal principal,
            Optional<LocalDate> expires,
            boolean clearText,
            boolean events) {

        boolean expiredOn(LocalDate day) {
            return expires.isPresent() && day.isAfter(expires.get());
        }

        /** What identifies the user, as it may be shown to people. */
        String shownCredential() {
            return clearText ? "clear text" : credential.shown();
        }

        /** The same user, who could log in until {@code day}. */
        User expiring(LocalDate day) {
            return new User(credential, principal, Optional.of(day), clearText, events);
        }

        /** What a caller has to show to act as the user of an entry; exactly one for each. */
        sealed interface Credential {

            /** The keys of the permissions file that hold one. */
            String TOKEN_DIGEST_KEY = "token_sha256";

            String TOKEN_KEY = "token";
            String SUBJECT_KEY = "oidc_subject";
            String ROLE_KEY = "oidc_role";

            /** Enough to compare with another digest, and of no use for anything else. */
            int SHOWN_DIGITS = 8;

            /** As it may be shown to people: no token, and of a digest its first digits only. */
            String shown();

            /** A token of the bridge's own. */
            record Token(TokenHash hash) implements Credential {
                @Override
                public String shown() {
                    return "sha256 " + hash.hex().substring(0, SHOWN_DIGITS) + "...";
                }
            }

            /**
             * One person or program that the OpenID Connect provider knows.
             *
             * @param subject the claim {@code sub}, never given to another one (OpenID Connect Core 1.0, section 2)
             */
            record Subject(String subject) implements Credential {
                @Override
                public String shown() {
                    return SUBJECT_KEY + " " + subject;
                }
            }

            /**
             * Everybody to whom the OpenID Connect provider gives this role or group.
             *
             * @param role compared with its case
             */
            record Role(String role) implements Credential {
                @Override
                public String shown() {
                    return ROLE_KEY + " " + role;
                }
            }
        }
    }
}
