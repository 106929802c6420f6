package io.github.sqldatabricks.bridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Counts the requests that are under way, and those that found no room or came too slowly. */
@ApplicationScoped
public class RequestMetrics {

    /** Why a request was refused. */
    public enum Refusal {
        /** Its user has too many of them. */
        USER,
        /** There are too many in all. */
        ALL,
        /** Its body did not come in time. */
        SLOW
    }

    private static final FailureLog LOG = new FailureLog(Logger.getLogger(RequestMetrics.class));

    private final MeterRegistry registry;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Refusal why : Refusal.values()) {
            refused.put(
                    why,
                    Counter.builder(Meters.REQUESTS_REFUSED)
                            .tag(Meters.REASON, why.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Shows how many requests are under way. */
    public void watch(IntSupplier running) {
        Gauge.builder(Meters.REQUESTS_RUNNING, running::getAsInt).register(registry);
    }

    /** A request was refused. */
    public void refused(Refusal why) {
        refused.get(why).increment();
        if (why == Refusal.ALL) {
            LOG.report(
                    "all", "Requests are refused, because there are too many at once (bridge.api.max-requests)", null);
        }
    }
}
