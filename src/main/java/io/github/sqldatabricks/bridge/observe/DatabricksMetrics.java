package io.github.sqldatabricks.bridge.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;

/** Times the requests to Databricks' REST APIs. Thread-safe, cheap. */
@ApplicationScoped
public class DatabricksMetrics implements RemoteCalls {

    private static final int THROTTLED_STATUS = 429;
    private static final int REFUSED_STATUS = 400;
    private static final int FAILED_STATUS = 500;

    private final MeterRegistry registry;

    public DatabricksMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        for (Answer answer : Answer.values()) {
            registry.timer(Meters.DATABRICKS_REQUESTS, Meters.ANSWER, answer.text());
        }
    }

    @Override
    public void ended(int status, Duration took) {
        registry.timer(
                        Meters.DATABRICKS_REQUESTS,
                        Meters.ANSWER,
                        Answer.of(status).text())
                .record(took);
    }

    /** Kinds of answers, as few as there are things to do about them. */
    private enum Answer {
        OK,
        THROTTLED,
        REFUSED,
        FAILED,
        NONE;

        private static Answer of(int status) {
            if (status == NO_ANSWER) {
                return NONE;
            }
            if (status == THROTTLED_STATUS) {
                return THROTTLED;
            }
            if (status >= FAILED_STATUS) {
                return FAILED;
            }
            return status >= REFUSED_STATUS ? REFUSED : OK;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
