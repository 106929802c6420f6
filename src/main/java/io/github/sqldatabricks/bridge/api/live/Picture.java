package io.github.sqldatabricks.bridge.api.live;

import java.util.Optional;

/** How something that is looked at is at one moment. */
public interface Picture {

    /**
     * What who has seen {@code known} needs to see this one, as one message; empty when nothing has changed.
     *
     * @param known what was sent last, of the same kind; empty when nothing was
     */
    String since(Optional<Picture> known);
}
