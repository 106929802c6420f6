package io.github.sqldatabricks.bridge.audit;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.FixedAuditConfig;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of events between the one who records them and the store. Catches records that are lost or stored twice when the
 * store fails, work that goes on without a record, strangers who use up the room or the memory, and a stop that forgets.
 */
class AuditTrailTest {

    private static final AuditEvent EVENT = AuditEvent.by("ana", AuditType.PERMISSION_GRANTED, "extract", "job:1");
    private static final AuditEvent STRANGER = AuditEvent.anonymous(AuditType.AUTH_FAILURE, "GET", "/jobs");
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final MemoryAuditStore store = MemoryAuditStore.empty();
    private AuditTrail trail = trail(100);

    private AuditTrail trail(int capacity) {
        return new AuditTrail(FixedAuditConfig.small(capacity, PATIENCE), () -> store, Optional::empty);
    }

    @AfterEach
    void close() {
        store.down(false);
        trail.close();
    }

    private void awaitRecords(int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(store.copy()).hasSize(count));
    }

    @Test
    void whatIsRecordedFirstIsStoredWhenTheCallReturns() {
        trail.recordFirst(EVENT);
        assertThat(store.copy()).hasSize(1);
    }

    @Test
    void workIsRefusedWhileTheStoreFailsAndGoesOnAfterwardsWithoutALostRecord() {
        store.down(true);
        assertThatThrownBy(() -> trail.recordFirst(EVENT))
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        refused -> assertThat(refused.code()).isEqualTo("audit-unavailable"));
        await().until(() -> trail.problem().isPresent());
        assertThatThrownBy(() -> trail.around(EVENT, () -> {
                    throw new AssertionError("nothing may be done");
                }))
                .isInstanceOf(BridgeException.Busy.class);
        trail.record(STRANGER);
        assertThat(trail.refused()).isEqualTo(2);
        store.down(false);
        // The attempt, its refusal, the refusal of the second one, and the stranger.
        awaitRecords(4);
        assertThat(store.copy().get(1).entry().errorCode()).contains("audit-unavailable");
        await().until(() -> trail.problem().isEmpty());
        assertThatCode(() -> trail.recordFirst(EVENT)).doesNotThrowAnyException();
    }

    @Test
    void aRecordWhoseCommitWasNotAnsweredIsNotStoredTwice() {
        store.loseAnswers(1);
        trail.recordFirst(EVENT);
        trail.recordFirst(EVENT);
        assertThat(store.copy()).hasSize(2);
    }

    @Test
    void strangersFillHalfOfTheQueueAtMostAndWhatFoundNoRoomIsToldLater() {
        store.down(true);
        // The writer takes some of them out of the queue, once.
        trail.record(STRANGER);
        await().until(() -> trail.failing().toNanos() > 0);
        IntStream.range(0, 5_000).forEach(i -> trail.record(STRANGER));
        assertThat(trail.waiting()).isEqualTo(50);
        assertThat(trail.dropped()).isEqualTo(5_000 - 50);
        store.down(false);
        // The first, the fifty that waited, and the record about the others.
        awaitRecords(52);
        assertThat(store.copy()).anySatisfy(stored -> {
            assertThat(stored.entry().type()).isEqualTo("audit_dropped");
            assertThat(stored.entry().details()).isEqualTo("{\"records\":4950}");
        });
    }

    @Test
    void newWorkIsRefusedBeforeTheEndsOfRunningWorkFindNoRoom() {
        trail.close();
        trail = new AuditTrail(FixedAuditConfig.small(100, Duration.ofMinutes(5)), () -> store, Optional::empty);
        store.down(true);
        trail.record(EVENT);
        await().until(() -> trail.failing().toNanos() > 0);
        IntStream.range(0, 90).forEach(i -> trail.record(EVENT));
        assertThatThrownBy(() -> trail.recordFirst(EVENT)).isInstanceOf(BridgeException.Busy.class);
        IntStream.range(0, 9).forEach(i -> trail.record(EVENT));
        assertThat(trail.dropped()).isZero();
    }

    @Test
    void withoutBeingRequiredItNeverStandsInTheWay() {
        trail.close();
        FixedAuditConfig strict = FixedAuditConfig.small(100, PATIENCE);
        trail = new AuditTrail(
                new FixedAuditConfig(
                        false, strict.key(), strict.retention(), 100, PATIENCE, 1000, strict.readsInTable()),
                () -> store,
                Optional::empty);
        store.down(true);
        assertThatCode(() -> IntStream.range(0, 200).forEach(i -> trail.recordFirst(EVENT)))
                .doesNotThrowAnyException();
    }

    @Test
    void theStopStoresWhatWaits() {
        IntStream.range(0, 90).forEach(i -> trail.record(EVENT));
        trail.close();
        assertThat(store.copy()).hasSize(90);
    }

    @Test
    void aFailureOfTheWorkIsRecordedAsOne() {
        assertThatThrownBy(() -> trail.around(EVENT, () -> {
                    throw new BridgeException.Conflict(ErrorCode.JOB_ENDED, "text with a value");
                }))
                .isInstanceOf(BridgeException.Conflict.class);
        awaitRecords(1);
        AuditEntry stored = store.copy().get(0).entry();
        assertThat(stored.status()).isEqualTo("failure");
        assertThat(stored.error()).contains("job-ended");
    }

    @Test
    void requestsThatOnlyLookCanBeKeptOutOfTheTable() {
        trail.close();
        FixedAuditConfig strict = FixedAuditConfig.strict();
        trail = new AuditTrail(
                new FixedAuditConfig(true, strict.key(), strict.retention(), 100, strict.patience(), 1000, false),
                () -> store,
                Optional::empty);
        try (LogRecords log = LogRecords.of("bridge.audit")) {
            trail.record(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/jobs"));
            trail.recordFirst(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/audit"));
            trail.record(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "POST", "/extract"));
            trail.record(STRANGER);
            trail.record(AuditEvent.by("eve", AuditType.PERMISSION_DENIED, "GET", "/audit"));
            trail.close();
            assertThat(log.messages())
                    .filteredOn(line -> line.contains("\"auth_success\""))
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line).contains("\"/jobs\"", "\"GET\""));
        }
        assertThat(store.copy())
                .extracting(
                        stored -> stored.entry().type() + " " + stored.entry().action())
                .containsExactly("auth_success POST", "auth_failure GET", "permission_denied GET");
        assertThat(new AuditVerifier(store, AuditChain.of(Optional.empty()), Optional.empty()).verify())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Intact.class,
                        intact -> assertThat(intact.records()).isEqualTo(3));
    }

    @Test
    void theRequestsOriginIsAddedWhereNoneIsKnown() {
        trail.close();
        AuditEvent.Origin here = AuditEvent.Origin.of(Optional.of("token"), Optional.of("10.0.0.1"));
        trail = new AuditTrail(FixedAuditConfig.strict(), () -> store, () -> Optional.of(here));
        trail.recordFirst(EVENT);
        AuditEntry stored = store.copy().get(0).entry();
        assertThat(stored.sourceIp()).contains("10.0.0.1");
        // printf token | sha256sum
        assertThat(stored.tokenPrefix()).contains("3c469e9d");
    }
}
