package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.util.HexFormat;
import java.util.Set;

/** With what a session of the console was opened: by it is asked at each request anew who it is, and what they may do. */
public sealed interface SessionProof {

    /** Whose sessions are one person's; no name of a user of the permissions file, when many may act as that one. */
    String owner();

    /**
     * A token of the bridge.
     *
     * @param sha256 its digest, in hexadecimal
     * @param user whose token it is
     */
    record Token(String sha256, String user) implements SessionProof {
        @Override
        public String owner() {
            return user;
        }
    }

    /**
     * Somebody for whom an OpenID Connect provider has vouched, with the roles of that moment.
     *
     * @param subject as {@link ExternalIdentity#subject()}
     * @param roles as {@link ExternalIdentity#roles()}
     * @param person as {@link ExternalIdentity#person()}
     */
    record Vouched(String subject, Set<String> roles, String person) implements SessionProof {

        public Vouched {
            roles = Set.copyOf(roles);
        }

        static Vouched of(ExternalIdentity identity) {
            return new Vouched(identity.subject(), identity.roles(), identity.person());
        }

        @Override
        public String owner() {
            return "oidc:" + HexFormat.of().formatHex(Hashes.sha256(subject));
        }
    }
}
