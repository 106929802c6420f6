package io.github.sqldatabricks.bridge.access;

import java.time.LocalDate;
import java.util.Optional;

/**
 * One entry of the permissions file.
 *
 * @param token what identifies the user
 * @param principal what the user may do
 * @param expires the last day (UTC) on which the token is valid; empty for no end
 * @param clearText whether the file holds the token itself
 * @param events whether rows of the events table may act for this user (metadata.user)
 */
record User(TokenHash token, Principal principal, Optional<LocalDate> expires, boolean clearText, boolean events) {

    boolean expiredOn(LocalDate day) {
        return expires.isPresent() && day.isAfter(expires.get());
    }

    /** The same user, whose token was valid until {@code day}. */
    User expiring(LocalDate day) {
        return new User(token, principal, Optional.of(day), clearText, events);
    }
}
