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
}
