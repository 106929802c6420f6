package io.github.sqldatabricks.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.Events;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One table under several names. Catches two events that change it at once, a newer event that overtakes an older one, also
 * while the server could not be asked, and a server that is asked again and again.
 */
class TargetOrderTest extends SyncFixture {

    @Override
    Map<String, String> settings() {
        return Map.of("bridge.sync.retry-delay", "0ms", "bridge.sync.lease", "1m");
    }

    @Test
    void eventsOfOneTableWaitForEachOtherWhateverItIsCalled() {
        targets.synonyms.put("dbo.alias", "dbo.prices");
        service.script("old", (claim, cancel) -> {
            assertThat(store.claim("other", Duration.ofMinutes(1)))
                    .as("the newer one")
                    .isEmpty();
            return Events.APPLIED;
        });
        store.accept(List.of(
                Events.update("old", "prices"), Events.update("new", "ALIAS", 0, Events.CREATED.plusSeconds(1))));
        consume();
        assertThat(service.begun()).containsExactly("old", "new");
        assertThat(status("new")).isEqualTo(EventStatus.COMPLETED);
    }

    @Test
    void anEventWhoseTableTurnedOutToBeAnotherOneIsClaimedForThatOne() {
        targets.synonyms.put("dbo.alias", "dbo.prices");
        service.script("a", (claim, cancel) -> {
            // A failover: the answer of just now, which is kept for a minute, is not true any more.
            targets.synonyms.put("dbo.alias", "dbo.costs");
            String expected = targets.identify(claim.event().target()).key();
            return claim.targetKey().equals(Optional.of(expected))
                    ? Events.APPLIED
                    : new EventOutcome.Failed(ErrorCode.TARGET_MOVED, "another table", true);
        });
        store.accept(List.of(Events.retried("a", "alias", 0)));
        consume();
        assertThat(service.begun()).containsExactly("a", "a");
        assertThat(status("a")).isEqualTo(EventStatus.COMPLETED);
        assertThat(found("a").attempts()).as("a failover costs no attempt").isEqualTo(1);
    }

    @Test
    void aTableWhoseDefinitionIsLockedKeepsNoOtherOfItsServerFromBeingKnown() {
        targets.fail(
                "identify dbo.locked",
                new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_LOCK_TIMEOUT, "being altered", null));
        store.accept(
                List.of(Events.update("a", "locked"), Events.update("b", "prices", 0, Events.CREATED.plusSeconds(1))));
        keys.settle();
        keys.settle();
        keys.settle();
        assertThat(targets.asked).as("once for each name").isEqualTo(2);
        Claim locked = store.claim("worker", Duration.ofMinutes(1)).orElseThrow();
        assertThat(locked.event().id().value()).isEqualTo("a");
        assertThat(locked.targetKey()).isEmpty();
        assertThat(store.claim("worker", Duration.ofMinutes(1)).orElseThrow().targetKey())
                .isPresent();
    }

    @Test
    void newEventsCanNotBeClaimedBeforeTheServerWasAsked() {
        store.accept(List.of(Events.update("a", "prices")));
        assertThat(store.claim("other", Duration.ofMinutes(1))).isEmpty();
        assertThat(store.waiting()).isEqualTo(1);
        consume();
        assertThat(status("a")).isEqualTo(EventStatus.COMPLETED);
    }

    @Test
    void aServerThatCannotBeAskedHoldsNothingUpAndTheOrderIsRestoredWhenItCan() {
        targets.synonyms.put("dbo.alias", "dbo.prices");
        targets.fail("identify", unreachable());
        service.script("old", (claim, cancel) -> Events.TRANSIENT);
        store.accept(List.of(Events.retried("old", "prices", 100)));
        keys.settle();
        store.retryLater(
                store.claim("worker", Duration.ofMinutes(1)).orElseThrow(), Events.TRANSIENT, Duration.ofHours(1));
        targets.mend();
        store.accept(List.of(Events.update("new", "alias")));
        consume();
        assertThat(service.begun())
                .as("the older one is in retry and keeps the table")
                .isEmpty();
        assertThat(status("old")).isEqualTo(EventStatus.RETRY);
        assertThat(status("new")).isEqualTo(EventStatus.PENDING);
    }

    @Test
    void manyEventsOfAServerThatCannotBeAskedKeepNoNewerOneFromItsTurn() {
        targets.fail("identify", unreachable());
        store.accept(IntStream.range(0, 1000)
                .mapToObj(i -> Events.update("old" + i, "prices"))
                .toList());
        keys.settle();
        store.accept(List.of(Events.update("new", "others", 0, Events.CREATED.plusSeconds(1))));
        keys.settle();
        long version = store.lastVersion();
        keys.settle();
        assertThat(store.lastVersion())
                .as("nothing new is known, so nothing is written")
                .isEqualTo(version);
        store.claim("other", Duration.ofMinutes(1)).orElseThrow();
        assertThat(store.claim("other", Duration.ofMinutes(1))
                        .orElseThrow()
                        .event()
                        .id()
                        .value())
                .isEqualTo("new");
    }

    @Test
    void aNameThatMeansAnotherTableByNowIsAppliedInThatOnesOrder() {
        store.accept(List.of(Events.update("a", "alias")));
        keys.settle();
        targets.synonyms.put("dbo.alias", "dbo.prices");
        keys = new TargetKeys(store, targets);
        assertThat(keys.isMoved(store.claim("worker", Duration.ofMinutes(1)).orElseThrow()))
                .isTrue();
        assertThat(found("a").attempts()).isZero();
        store.accept(List.of(Events.update("b", "prices")));
        consume();
        assertThat(service.begun()).containsExactly("a", "b");
    }

    @Test
    void aNameIsAskedForOnce() {
        store.accept(List.of(Events.update("a", "prices"), Events.update("b", "prices"), Events.update("c", "prices")));
        consume();
        consume();
        assertThat(service.begun()).hasSize(3);
        assertThat(targets.asked).isEqualTo(1);
    }

    private static BridgeException unreachable() {
        return new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_UNAVAILABLE, "nobody answers", null);
    }
}
