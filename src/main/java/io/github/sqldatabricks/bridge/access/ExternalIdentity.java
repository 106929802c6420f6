package io.github.sqldatabricks.bridge.access;

import java.time.Instant;
import java.util.Set;

/**
 * A person for whom an OpenID Connect provider vouches. Acts as the entry of the permissions file that has its subject, else as the
 * first one in the file whose role it has.
 *
 * @param subject the claim {@code sub}
 * @param roles roles or groups, without an order
 * @param person how people know it, for the audit trail only: decides nothing
 * @param validUntil when the proof ends
 */
public record ExternalIdentity(String subject, Set<String> roles, String person, Instant validUntil) {

    public ExternalIdentity {
        roles = Set.copyOf(roles);
    }
}
