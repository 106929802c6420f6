package io.github.sqldatabricks.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import io.github.sqldatabricks.bridge.testing.RandomTries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is done to one record of a chain, and however long the chain is, verification names the first place that is
 * wrong. Catches tampering that leaves no trace, and an intact chain that is called broken.
 */
class AuditVerifierPropertyTest {

    private MemoryAuditStore store;

    private List<AuditRecord> chain(int length) {
        store = MemoryAuditStore.empty();
        List<AuditEntry> entries = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            entries.add(AuditEntry.of(AuditEvent.by("user" + i, AuditType.AUTH_SUCCESS, "GET", "/jobs/" + i)));
        }
        store.append(entries);
        return store.records();
    }

    private AuditVerifier.Result result() {
        return new AuditVerifier(store, AuditChain.of(Optional.empty()), Optional.empty()).verify();
    }

    private void assertBrokenAt(long sequence) {
        assertThat(result())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(sequence));
    }

    @Test
    void anUntouchedChainIsIntact() {
        RandomTries.of(20, values -> {
            int length = values.between(1, 2500);
            chain(length);
            assertThat(result()).isEqualTo(new AuditVerifier.Result.Intact(length, store.head()));
        });
    }

    @Test
    void aTrailWithoutRecordsIsNotCalledIntact() {
        chain(0);
        assertThat(result()).isEqualTo(new AuditVerifier.Result.Empty());
    }

    @Test
    void anyDeletionIsFound() {
        RandomTries.of(60, values -> {
            int length = values.between(1, 1200);
            int at = values.between(0, length - 1);
            chain(length).remove(at);
            assertBrokenAt(at + 1L);
        });
    }

    @Test
    void anySwapIsFound() {
        RandomTries.of(60, values -> {
            int length = values.between(2, 1200);
            assertSwapIsFound(length, values.between(0, length - 2));
        });
    }

    private void assertSwapIsFound(int length, int at) {
        List<AuditRecord> records = chain(length);
        AuditRecord first = records.get(at);
        AuditRecord second = records.get(at + 1);
        records.set(at, new AuditRecord(first.sequence(), second.entry(), second.previousHash(), second.hash()));
        records.set(at + 1, new AuditRecord(second.sequence(), first.entry(), first.previousHash(), first.hash()));
        assertBrokenAt(at + 1L);
    }

    @Test
    void anyInsertionIsFoundEvenWithARightHash() {
        RandomTries.of(60, values -> {
            int length = values.between(1, 1200);
            assertInsertionIsFound(length, values.between(0, length - 1));
        });
    }

    private void assertInsertionIsFound(int length, int at) {
        List<AuditRecord> records = chain(length);
        AuditPosition before =
                at == 0 ? AuditPosition.START : records.get(at - 1).position();
        AuditEntry invented = AuditEntry.of(AuditEvent.by("eve", AuditType.AUTH_SUCCESS, "GET", "/"));
        records.add(at, AuditChain.of(Optional.empty()).next(before, invented));
        // The last one contradicts the head itself; the others the record after them.
        assertBrokenAt(at == length - 1 ? at + 1L : at + 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void anyEditIsFound(int field) {
        RandomTries.of(10, values -> {
            int length = values.between(1, 300);
            assertEditIsFound(length, values.between(0, length - 1), field);
        });
    }

    private void assertEditIsFound(int length, int at, int field) {
        List<AuditRecord> records = chain(length);
        AuditRecord edited = records.get(at);
        records.set(
                at,
                new AuditRecord(
                        edited.sequence(), edited(edited.entry(), field), edited.previousHash(), edited.hash()));
        assertBrokenAt(at + 1L);
    }

    private static AuditEntry edited(AuditEntry entry, int field) {
        return new AuditEntry(
                field == 0 ? "other" : entry.id(),
                field == 1 ? entry.timestamp().plusNanos(1000) : entry.timestamp(),
                field == 2 ? "auth_failure" : entry.type(),
                field == 3 ? Optional.empty() : entry.user(),
                field == 4 ? Optional.of("") : entry.tokenPrefix(),
                field == 5 ? Optional.of("::1") : entry.sourceIp(),
                field == 6 ? entry.resource() + " " : entry.resource(),
                field == 7 ? "POST" : entry.action(),
                field == 8 ? "failure" : entry.status(),
                field == 9 ? "{ }" : entry.details(),
                field == 10 ? Optional.of("code") : entry.errorCode(),
                field == 11 ? Optional.of("text") : entry.errorText());
    }

    @Test
    void aRewrittenTailIsFoundByACheckpoint() {
        RandomTries.of(40, values -> {
            int length = values.between(2, 400);
            assertRewrittenTailIsFound(length, values.between(0, length - 2));
        });
    }

    private void assertRewrittenTailIsFound(int length, int at) {
        List<AuditRecord> records = chain(length);
        AuditPosition checkpoint = records.get(length - 1).position();
        AuditChain chain = AuditChain.of(Optional.empty());
        AuditPosition last = at == 0 ? AuditPosition.START : records.get(at - 1).position();
        for (int i = at; i < length; i++) {
            AuditRecord made = chain.next(last, edited(records.get(i).entry(), 3));
            records.set(i, made);
            last = made.position();
        }
        store.head(last);
        assertThat(result()).isInstanceOf(AuditVerifier.Result.Intact.class);
        assertThat(new AuditVerifier(store, chain, Optional.of(checkpoint)).verify())
                .isInstanceOf(AuditVerifier.Result.Broken.class);
    }
}
