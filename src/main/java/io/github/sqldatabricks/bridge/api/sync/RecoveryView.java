package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * The answer to the predecessor's {@code POST /sync/events/recover-stuck-processing}.
 *
 * @param candidates how many events are stuck: none ever are
 * @param message why
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record RecoveryView(
        boolean dryRun, int olderThanMinutes, int candidates, int reset, List<String> eventIds, String message) {

    static RecoveryView nothingToDo(int olderThanMinutes, boolean dryRun) {
        return new RecoveryView(
                dryRun,
                olderThanMinutes,
                0,
                0,
                List.of(),
                "Nothing to do: events of processes that died are taken over by themselves after bridge.sync.lease.");
    }
}
