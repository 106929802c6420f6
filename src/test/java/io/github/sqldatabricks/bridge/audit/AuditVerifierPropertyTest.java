package io.github.sqldatabricks.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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

    private AuditVerdict verdict() {
        return new AuditVerifier(store, AuditChain.of(Optional.empty()), Optional.empty()).verify();
    }

    private void assertBrokenAt(long sequence) {
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        AuditVerdict.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(sequence));
    }

    @Property(tries = 20)
    void anUntouchedChainIsIntact(@ForAll @IntRange(max = 2500) int length) {
        chain(length);
        assertThat(verdict()).isEqualTo(new AuditVerdict.Intact(length, store.head()));
    }

    @Property(tries = 60)
    void anyDeletionIsFound(@ForAll @IntRange(min = 1, max = 1200) int length, @ForAll int where) {
        int at = Math.floorMod(where, length);
        chain(length).remove(at);
        assertBrokenAt(at + 1L);
    }

    @Property(tries = 60)
    void anySwapIsFound(@ForAll @IntRange(min = 2, max = 1200) int length, @ForAll int where) {
        int at = Math.floorMod(where, length - 1);
        List<AuditRecord> records = chain(length);
        AuditRecord first = records.get(at);
        AuditRecord second = records.get(at + 1);
        records.set(at, new AuditRecord(first.sequence(), second.entry(), second.previousHash(), second.hash()));
        records.set(at + 1, new AuditRecord(second.sequence(), first.entry(), first.previousHash(), first.hash()));
        assertBrokenAt(at + 1L);
    }

    @Property(tries = 60)
    void anyInsertionIsFoundEvenWithARightHash(@ForAll @IntRange(min = 1, max = 1200) int length, @ForAll int where) {
        int at = Math.floorMod(where, length);
        List<AuditRecord> records = chain(length);
        AuditPosition before =
                at == 0 ? AuditPosition.START : records.get(at - 1).position();
        AuditEntry invented = AuditEntry.of(AuditEvent.by("eve", AuditType.AUTH_SUCCESS, "GET", "/"));
        records.add(at, AuditChain.of(Optional.empty()).next(before, invented));
        // The last one contradicts the head itself; the others the record after them.
        assertBrokenAt(at == length - 1 ? at + 1L : at + 2L);
    }

    @Property(tries = 100)
    void anyEditIsFound(@ForAll @IntRange(min = 1, max = 300) int length, @ForAll int where, @ForAll int what) {
        int at = Math.floorMod(where, length);
        List<AuditRecord> records = chain(length);
        AuditRecord edited = records.get(at);
        records.set(
                at,
                new AuditRecord(edited.sequence(), edited(edited.entry(), what), edited.previousHash(), edited.hash()));
        assertBrokenAt(at + 1L);
    }

    private static AuditEntry edited(AuditEntry entry, int what) {
        int field = Math.floorMod(what, 12);
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

    @Property(tries = 40)
    void aRewrittenTailIsFoundByACheckpoint(@ForAll @IntRange(min = 2, max = 400) int length, @ForAll int where) {
        int at = Math.floorMod(where, length - 1);
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
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
        assertThat(new AuditVerifier(store, chain, Optional.of(checkpoint)).verify())
                .isInstanceOf(AuditVerdict.Broken.class);
    }
}
