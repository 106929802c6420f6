package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.SyncEvent;

/** Everybody may write everything, up to the same limits. */
public record FixedRights(ChangeLimits limits) implements EventRights {

    @Override
    public ChangeLimits limits(SyncEvent event) {
        return limits;
    }
}
