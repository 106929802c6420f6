package io.github.sqldatabricks.bridge.access;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What may be shown of a user of the permissions file.
 *
 * @param name unique
 * @param token where the token comes from: the first digits of its SHA-256, or that it stands there in clear text
 * @param expires the last day (UTC) on which the token is valid; empty for no end
 * @param expired whether that day has passed
 * @param admin whether he sees and cancels everybody's jobs
 * @param events whether rows of the events table may act for him
 * @param permissions how many entries he has
 */
public record UserSummary(
        String name,
        String token,
        Optional<LocalDate> expires,
        boolean expired,
        boolean admin,
        boolean events,
        int permissions) {

    /** Enough to compare with another digest, and of no use for anything else. */
    private static final int SHOWN_DIGITS = 8;

    static UserSummary of(User user, LocalDate today) {
        String digest = "sha256 " + user.token().hex().substring(0, SHOWN_DIGITS) + "...";
        return new UserSummary(
                user.principal().name(),
                user.clearText() ? "clear text" : digest,
                user.expires(),
                user.expiredOn(today),
                user.principal().admin(),
                user.events(),
                user.principal().permissions().entries().size());
    }
}
