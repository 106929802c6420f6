package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.event.EventsTable;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** An events table in memory that counts its statements and fails when the test says so. */
@Alternative
@ApplicationScoped
public class FakeEventsTable implements EventsTable {

    private final List<Row> rows = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private int reads;
    private int writes;

    /** A row as it is now. */
    private static final class Row {
        private final EventDraft draft;
        private EventStatus status = EventStatus.PENDING;
        private Optional<String> message = Optional.empty();

        Row(EventDraft draft) {
            this.draft = draft;
        }

        String id() {
            return draft.eventId().orElse("");
        }
    }

    /** A Databricks job inserts an UPDATE. */
    public void insert(String id, String target) {
        insert(id, "UPDATE", target);
    }

    /** A Databricks job inserts a row. */
    public synchronized void insert(String id, String operation, String target) {
        rows.add(new Row(new EventDraft(
                Optional.ofNullable(id),
                Optional.of(operation),
                Optional.of("main.sales.changes"),
                Optional.of(target),
                List.of("id"),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Map.of(),
                Map.of(),
                Optional.of(Events.CREATED),
                OptionalInt.empty())));
    }

    /** Somebody deletes the rows with that id. */
    public synchronized void delete(String id) {
        rows.removeIf(row -> row.id().equals(id));
    }

    /** Somebody sets the row back to pending. */
    public synchronized void setBack(String id) {
        rows.stream().filter(row -> row.id().equals(id)).forEach(row -> row.status = EventStatus.PENDING);
    }

    /** The row says processing, as earlier versions say of events that wait. */
    public synchronized void showProcessing(String id) {
        rows.stream().filter(row -> row.id().equals(id)).forEach(row -> row.status = EventStatus.PROCESSING);
    }

    /** From now on every statement fails; empty for none. */
    public synchronized void fail(Optional<RuntimeException> why) {
        failure = why;
    }

    /** The statuses of the rows with that id, in their order. */
    public synchronized List<EventStatus> statuses(String id) {
        return rows.stream()
                .filter(row -> row.id().equals(id))
                .map(row -> row.status)
                .toList();
    }

    /** The error_message of the first row with that id. */
    public synchronized Optional<String> message(String id) {
        return rows.stream().filter(row -> row.id().equals(id)).findFirst().flatMap(row -> row.message);
    }

    /** How many rows have that status. */
    public synchronized long count(EventStatus status) {
        return rows.stream().filter(row -> row.status == status).count();
    }

    /** How many SELECTs there were. */
    public synchronized int reads() {
        return reads;
    }

    /** How many statements wrote statuses. */
    public synchronized int writes() {
        return writes;
    }

    @Override
    public synchronized PendingRows pending(int limit) {
        reads++;
        failure.ifPresent(FakeEventsTable::raise);
        return new PendingRows(
                rows.stream()
                        .filter(row -> row.status == EventStatus.PENDING)
                        .limit(limit)
                        .map(row -> row.draft)
                        .toList(),
                List.of());
    }

    @Override
    public synchronized Set<String> unfinished() {
        reads++;
        failure.ifPresent(FakeEventsTable::raise);
        return rows.stream()
                .filter(row -> row.status == EventStatus.PENDING || row.status == EventStatus.PROCESSING)
                .map(Row::id)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void report(List<StatusReport> reports) {
        writes++;
        failure.ifPresent(FakeEventsTable::raise);
        for (StatusReport report : reports) {
            rows.stream()
                    .filter(row -> row.id().equals(report.eventId()))
                    .filter(row -> !report.pendingOnly() || row.status == EventStatus.PENDING)
                    .forEach(row -> {
                        row.status = report.status();
                        row.message = report.errorMessage();
                    });
        }
    }

    private static void raise(RuntimeException why) {
        throw why;
    }
}
