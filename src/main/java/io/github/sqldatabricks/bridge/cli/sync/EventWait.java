package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Waits for an event's end by asking again and again. */
final class EventWait {

    private static final Set<String> ENDED = Set.of("completed", "failed", "blocked");
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private EventWait() {}

    /**
     * The event when it has ended.
     *
     * @param seen is told of every new status
     */
    static JsonNode untilEnded(ServiceClient client, String id, Consumer<JsonNode> seen) {
        String last = "";
        while (true) {
            JsonNode event = client.get(EventText.path(id));
            String status = event.path("status").asText();
            if (!status.equals(last)) {
                seen.accept(event);
                last = status;
            }
            if (ENDED.contains(status)) {
                return event;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
