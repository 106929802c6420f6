package io.github.sqldatabricks.bridge.console.live;

import io.github.sqldatabricks.bridge.access.BrowserSession;
import io.github.sqldatabricks.bridge.access.Principal;
import java.util.Optional;

/**
 * Who looks at a page.
 *
 * @param principal as whom the page was opened
 * @param session empty while nobody needs a token
 */
public record Viewer(Principal principal, Optional<BrowserSession> session) {

    /** Whether it is still the same person with the same rights. */
    boolean isUnchanged() {
        return session.isEmpty()
                || session.get().present().filter(principal::equals).isPresent();
    }
}
