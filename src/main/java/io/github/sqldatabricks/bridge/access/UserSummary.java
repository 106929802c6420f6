package io.github.sqldatabricks.bridge.access;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What may be shown of a user of the permissions file.
 *
 * @param name unique
 * @param credential what identifies him: the first digits of a token's SHA-256, that a token stands there in clear text, or a
 *     subject or role of OpenID Connect
 * @param expires the last day (UTC) on which he can log in; empty for no end
 * @param expired whether that day has passed
 * @param admin whether he sees and cancels everybody's jobs
 * @param events whether rows of the events table may act for him
 * @param permissions how many entries he has
 * @param sources how many patterns of sources he has
 */
public record UserSummary(
        String name,
        String credential,
        Optional<LocalDate> expires,
        boolean expired,
        boolean admin,
        boolean events,
        int permissions,
        int sources) {

    static UserSummary of(User user, LocalDate today) {
        return new UserSummary(
                user.principal().name(),
                user.shownCredential(),
                user.expires(),
                user.expiredOn(today),
                user.principal().admin(),
                user.events(),
                user.principal().permissions().entries().size(),
                user.principal().permissions().sources().size());
    }
}
