package io.github.sqldatabricks.bridge.databricks.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sync.EventReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.OptionalLong;

/** Reports as the JSON array that the MERGE takes; every field is there, null where there is no value. */
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
        json.put("rows_affected", boxed(report.rowsAffected()));
        json.put("discrepancy", boxed(report.discrepancy()));
        json.put("warning", report.warning().map(ReportJson::shortened).orElse(null));
        json.put(
                "error_message",
                report.errorMessage().map(ReportJson::shortened).orElse(null));
        json.put("retry_count", report.retryCount().orElse(0));
        json.put("processed_at", report.processedAt().map(ReportJson::micros).orElse(null));
        return json;
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
    }
}
