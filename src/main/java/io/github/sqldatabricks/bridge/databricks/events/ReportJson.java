package io.github.sqldatabricks.bridge.databricks.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sync.EventReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/** Reports as the JSON array that the MERGE takes. */
final class ReportJson {

    /** Far more than any message has; a row of the table should not grow without bound. */
    private static final int MAX_CHARACTERS = 4000;

    private ReportJson() {}

    static String write(Collection<EventReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(json(report)));
        return array.toString();
    }

    private static ObjectNode json(EventReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("event_id", report.eventId());
        json.put("pending_only", report.pendingOnly());
        json.put("status", report.status().text());
        report.rowsAffected().ifPresent(rows -> json.put("rows_affected", rows));
        report.discrepancy().ifPresent(rows -> json.put("discrepancy", rows));
        report.warning().ifPresent(text -> json.put("warning", shortened(text)));
        report.errorMessage().ifPresent(text -> json.put("error_message", shortened(text)));
        report.retryCount().ifPresent(count -> json.put("retry_count", count));
        report.processedAt()
                .ifPresent(time -> json.put("processed_at", ChronoUnit.MICROS.between(Instant.EPOCH, time)));
        return json;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
    }
}
