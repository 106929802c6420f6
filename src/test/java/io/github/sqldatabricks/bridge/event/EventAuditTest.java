package io.github.sqldatabricks.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.work.Notifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the audit trail says of events. Catches an attempt without a record, an outcome without its rows and duration, a message
 * that quotes data, an event that acts for the wrong user, and an event that is stored though its record is not.
 */
class EventAuditTest extends SyncFixture {

    private List<AuditEntry> entries() {
        trail.close();
        return records.copy().stream().map(AuditRecord::entry).toList();
    }

    private EventSubmission submission() {
        return new EventSubmission(
                store,
                new FixedRights(ChangeLimits.NONE),
                service,
                triggers,
                Notifier.NONE,
                watch,
                WorkTraces.NONE,
                audit,
                outcomes,
                config);
    }

    @Test
    void anEventLeavesItsDecisionItsBeginAndItsEnd() throws Exception {
        submission().submit(Events.update("e", "t"));
        consume();
        List<AuditEntry> entries = entries();
        assertThat(entries)
                .extracting(AuditEntry::type)
                .containsExactly("permission_granted", "sync_started", "sync_completed");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.user()).contains("ana");
            assertThat(entry.resource()).isEqualTo("event:e");
            assertThat(entry.action()).isEqualTo("update");
        });
        JsonNode details = new ObjectMapper().readTree(entries.get(2).details());
        assertThat(details.get("rows").longValue()).isEqualTo(1);
        assertThat(details.get("duration_ms").longValue()).isGreaterThanOrEqualTo(0);
        assertThat(details.get("target_table").textValue()).contains("dbo").contains("t");
        assertThat(details.get("source_table").textValue()).contains("changes");
    }

    @Test
    void aFailureIsRecordedByItsCodeAndAGuardRailByItsCounts() {
        service.script(
                "bad",
                (claim, cancel) ->
                        new EventOutcome.Failed(ErrorCode.SQLSERVER_INVALID_VALUE, "'4111 1111' is no int", false));
        service.script(
                "big", (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "12 rows, at most 10"));
        accept(Events.update("bad", "t"), Events.update("big", "t"));
        consume();
        List<AuditEntry> ends = entries().stream()
                .filter(entry -> !entry.type().equals("sync_started"))
                .toList();
        assertThat(ends).extracting(AuditEntry::type).containsExactly("sync_failed", "sync_blocked");
        assertThat(ends.get(0).error()).contains("sqlserver-invalid-value");
        assertThat(ends.get(1).error()).contains("limit-exceeded: 12 rows, at most 10");
        assertThat(ends.toString()).doesNotContain("4111");
    }

    @Test
    void anEventOfTheTableActsForItsUserFromNoAddress() {
        accept(Events.inserted("row", "t"));
        consume();
        assertThat(entries()).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.user()).contains("Pricing");
            assertThat(entry.sourceIp()).isEmpty();
        });
    }

    @Test
    void anEventThatIsNotAllowedIsRecordedAndNotStored() {
        EventRights none = event -> {
            throw new BridgeException.NotAllowed(ErrorCode.WRITE_NOT_ALLOWED, "ana may not write dbo.t");
        };
        EventSubmission refused = new EventSubmission(
                store, none, service, triggers, Notifier.NONE, watch, WorkTraces.NONE, audit, outcomes, config);
        assertThatThrownBy(() -> refused.submit(Events.update("e", "t")))
                .isInstanceOf(BridgeException.NotAllowed.class);
        assertThat(store.find(new EventId("e"))).isEmpty();
        assertThat(entries())
                .extracting(AuditEntry::type, AuditEntry::status)
                .containsExactly(tuple("permission_denied", "denied"));
    }

    @Test
    void anEventThatCanNotBeRecordedIsNotStored() {
        records.down(true);
        assertThatThrownBy(() -> submission().submit(Events.update("e", "t"))).isInstanceOf(BridgeException.Busy.class);
        assertThat(store.find(new EventId("e"))).isEmpty();
        records.down(false);
    }
}
