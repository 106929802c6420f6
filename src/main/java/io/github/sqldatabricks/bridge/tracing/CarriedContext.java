package io.github.sqldatabricks.bridge.tracing;

import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.ops.LogContext;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes the ids of log lines and the current span along to other threads. Thread-safe. */
@ApplicationScoped
public class CarriedContext implements WorkContext {

    @Override
    public Runnable carried(Runnable part) {
        return LogContext.carried(Context.current().wrap(part));
    }
}
