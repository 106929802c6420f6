package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** {@link EventRights} by the permissions of the user who is responsible for the event. */
@ApplicationScoped
public class UserRights implements EventRights {

    private final AccessControl access;
    private final SyncConfig config;

    public UserRights(AccessControl access, SyncConfig config) {
        this.access = access;
        this.config = config;
    }

    @Override
    public ChangeLimits limits(SyncEvent event) {
        Principal principal = principal(event.origin());
        WriteLimits limits = access.authorizeWrite(principal, event.target());
        event.operation().sourceTable().ifPresent(source -> access.authorizeSource(principal, source));
        return new ChangeLimits(
                limits.maxDeleteRows(),
                lower(limits.maxChangedRows(), config.maxChangedRows()),
                lower(limits.maxChangedPercent(), config.maxChangedPercent()),
                config.cascade(),
                config.triggers());
    }

    @Override
    public boolean mayRead(SyncEvent event) {
        return access.mayRead(principal(event.origin()), event.target());
    }

    private Principal principal(SyncEvent.Origin origin) {
        if (origin instanceof SyncEvent.Origin.Request request) {
            return access.user(request.user());
        }
        Optional<String> user = ((SyncEvent.Origin.EventsTable) origin).user();
        return access.eventsUser(user, config.eventsUser());
    }

    private static OptionalLong lower(OptionalLong own, Optional<Long> general) {
        if (general.isEmpty()) {
            return own;
        }
        return OptionalLong.of(Math.min(own.orElse(Long.MAX_VALUE), general.get()));
    }

    private static OptionalDouble lower(OptionalDouble own, Optional<Double> general) {
        if (general.isEmpty()) {
            return own;
        }
        return OptionalDouble.of(Math.min(own.orElse(Double.MAX_VALUE), general.get()));
    }
}
