package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import io.github.sqldatabricks.bridge.sync.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventRights;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TriggerPolicy;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How much any event of a job may change: there are no users here, what a job may do is its login's matter. */
record JobLimits(ChangeLimits limits) implements EventRights {

    /** All settings that are read here. */
    static final List<String> NAMES =
            List.of("max-delete-rows", "max-changed-rows", "max-changed-percent", "cascade", "triggers");

    /** A slip in a notebook shall not empty a table. */
    private static final long DEFAULT_DELETE_ROWS = 10_000;

    private static final String UNLIMITED = "unlimited";

    /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when a limit is not valid */
    static JobLimits of(NamedSettings settings) {
        return new JobLimits(new ChangeLimits(
                deletedRows(settings),
                settings.number("max-changed-rows", 0, Long.MAX_VALUE)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                settings.percent("max-changed-percent").map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                settings.constant("cascade", CascadePolicy.values()).orElse(CascadePolicy.COUNT),
                settings.constant("triggers", TriggerPolicy.values()).orElse(TriggerPolicy.WARN)));
    }

    /** Without a limit only when somebody says so. */
    private static OptionalLong deletedRows(NamedSettings settings) {
        if (settings.text("max-delete-rows").filter(UNLIMITED::equals).isPresent()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                settings.number("max-delete-rows", 0, Long.MAX_VALUE).orElse(DEFAULT_DELETE_ROWS));
    }

    @Override
    public ChangeLimits limits(SyncEvent event) {
        return limits;
    }
}
