package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventRights;
import io.github.sqldatabricks.bridge.sync.SyncEvent;

/** Everybody may write everything, up to the same limits. */
public class FixedRights extends EventRights {

    private final ChangeLimits limits;

    public FixedRights(ChangeLimits limits) {
        super(null, null);
        this.limits = limits;
    }

    @Override
    public ChangeLimits limits(SyncEvent event) {
        return limits;
    }
}
