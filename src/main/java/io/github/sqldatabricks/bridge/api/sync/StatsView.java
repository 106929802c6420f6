package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.sync.EventCounts;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many events there are, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "SyncStats")
record StatsView(long total, Map<String, Long> byStatus, Map<String, Long> byOperation) {

    static StatsView of(EventCounts counts) {
        Map<String, Long> byStatus = new TreeMap<>();
        counts.byStatus().forEach((status, number) -> byStatus.put(status.text(), number));
        Map<String, Long> byOperation = new TreeMap<>();
        counts.byOperation().forEach((operation, number) -> byOperation.put(operation.name(), number));
        return new StatsView(counts.total(), byStatus, byOperation);
    }
}
