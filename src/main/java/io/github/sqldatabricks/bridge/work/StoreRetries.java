package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Retries of writes to the store: a short failure of it must not cost the work of hours, or what is known of it. */
public final class StoreRetries {

    private static final int RETRIES = 5;

    private StoreRetries() {}

    /** Makes a write that is tried again, for about half a minute, as long as that can help. */
    public static <T> UnaryOperator<Supplier<T>> with(TypeLiteral<T> result) {
        TypedGuard<T> guard = TypedGuard.create(result)
                .withRetry()
                .maxRetries(RETRIES)
                .delay(1, ChronoUnit.SECONDS)
                .whenException(BridgeException.RemoteTransient.class::isInstance)
                .withExponentialBackoff()
                .done()
                .done()
                .build();
        return guard::adaptSupplier;
    }
}
