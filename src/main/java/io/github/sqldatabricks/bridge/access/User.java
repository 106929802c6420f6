package io.github.sqldatabricks.bridge.access;

import java.time.LocalDate;
import java.util.Optional;

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
        Credential credential, Principal principal, Optional<LocalDate> expires, boolean clearText, boolean events) {

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
