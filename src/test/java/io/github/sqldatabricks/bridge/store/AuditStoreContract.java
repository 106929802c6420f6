package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.testing.FixedAuditConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store does with the audit trail, through real SQL. Catches records that are read in another way than they
 * were hashed, a chain that several writers tear, edits that are not found, pages that lose records while new ones
 * arrive, and retention that breaks the chain.
 */
abstract class AuditStoreContract {

    private static final AuditStore.Filter ALL = filter(Optional.empty(), Optional.empty());

    JobDatabase database;
    JdbcAuditStore store;

    /** The database under test. */
    abstract StoreConfig config();

    @BeforeEach
    void open() {
        database = new JobDatabase(config());
        // Retention's way: what is before the anchor may be removed.
        change("UPDATE bridge.audit_head SET anchor_number = 9000000000");
        change("DELETE FROM bridge.audit_entry");
        String zero = AuditPosition.START.hash();
        change(
                "UPDATE bridge.audit_head SET sequence_number = 0, entry_hash = ?, anchor_number = 0, anchor_hash = ?",
                zero,
                zero);
        store = store(Optional.empty());
    }

    @AfterEach
    void close() {
        database.close();
    }

    JdbcAuditStore store(Optional<String> key) {
        return new JdbcAuditStore(database, AuditChain.of(key));
    }

    int change(String sql, Object... values) {
        return database.run(connection -> Statements.update(connection, sql, values));
    }

    AuditVerifier.Result verdict() {
        return verdict(Optional.empty());
    }

    AuditVerifier.Result verdict(Optional<AuditPosition> expected) {
        return new AuditVerifier(store, AuditChain.of(Optional.empty()), expected).verify();
    }

    private static AuditStore.Filter filter(Optional<String> user, Optional<String> type) {
        return new AuditStore.Filter(
                Optional.empty(), Optional.empty(), type, user, Optional.empty(), Optional.empty());
    }

    private static AuditEntry entry(String user, AuditType type) {
        return AuditEntry.of(AuditEvent.by(user, type, "extract", "job:1"));
    }

    private static List<AuditEntry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry("user" + i % 3, AuditType.AUTH_SUCCESS))
                .toList();
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        AuditEntry rich =
                AuditEntry.of(AuditEvent.by("Ñandú \uD83D\uDE80", AuditType.SYNC_FAILED, "a\nb", "r\u202e\u0000\uD800 ")
                        .from(AuditEvent.Origin.of(Optional.of("secret"), Optional.of("::1")))
                        .with(AuditDetails.builder()
                                .put("tables", List.of("[dbo].[Ä]"))
                                .put("rows", 5)
                                .build())
                        .failed(new AuditEvent.Failure("code", Optional.of("text '\u007f"))));
        AuditEntry plain = AuditEntry.of(AuditEvent.anonymous(AuditType.AUTH_FAILURE, "", ""));
        AuditPosition last = store.append(List.of(rich, plain));
        assertThat(store.after(0, 10)).extracting(AuditRecord::entry).containsExactly(rich, plain);
        assertThat(store.head()).isEqualTo(last);
        assertThat(store.contains(rich.id())).isTrue();
        assertThat(store.contains("00000000-0000-0000-0000-000000000000")).isFalse();
        assertThat(verdict()).isEqualTo(new AuditVerifier.Result.Intact(2, last));
    }

    @Test
    void manyWritersOfSeveralProcessesMakeOneChain() throws Exception {
        try (JobDatabase other = new JobDatabase(config())) {
            List<JdbcAuditStore> stores = List.of(store, new JdbcAuditStore(other, AuditChain.of(Optional.empty())));
            StoreFixture.inParallel(6, writer -> {
                for (int i = 0; i < 15; i++) {
                    stores.get(writer % 2).append(entries(1 + i % 4));
                }
            });
        }
        assertThat(verdict()).isEqualTo(new AuditVerifier.Result.Intact(6 * 36, store.head()));
    }

    @Test
    void anEditOfAnyColumnIsFoundAtItsRecord() {
        store.append(entries(5));
        for (String edit : List.of(
                "user_name = 'eve'",
                "source_ip = '10.0.0.1'",
                "resource = 'job:2'",
                "details = '{}'",
                "details = '{ }'",
                "recorded_at = '2020-01-01T00:00:00'",
                "status = 'denied'",
                "error_code = 'x'",
                "record_id = '00000000-0000-0000-0000-000000000000'")) {
            tamper("UPDATE bridge.audit_entry SET " + edit + " WHERE sequence_number = 3");
            boolean same = edit.equals("details = '{}'");
            assertThat(verdict().getClass())
                    .as(edit)
                    .isEqualTo(same ? AuditVerifier.Result.Intact.class : AuditVerifier.Result.Broken.class);
            if (!same) {
                assertThat(((AuditVerifier.Result.Broken) verdict()).sequence())
                        .as(edit)
                        .isEqualTo(3);
            }
            open();
            store.append(entries(5));
        }
    }

    /** What somebody does who may do everything in the database. */
    void tamper(String sql) {
        change(sql);
    }

    @Test
    void aRemovedTailIsFoundByTheHeadAndByACheckpointWhenTheHeadLiesToo() {
        store.append(entries(4));
        AuditRecord second = store.after(1, 1).get(0);
        AuditPosition checkpoint = store.head();
        tamper("DELETE FROM bridge.audit_entry WHERE sequence_number > 2");
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(3));
        change("UPDATE bridge.audit_head SET sequence_number = 2, entry_hash = ?", second.hash());
        assertThat(verdict()).isInstanceOf(AuditVerifier.Result.Intact.class);
        assertThat(verdict(Optional.of(checkpoint)))
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(3));
    }

    @Test
    void aChainWithAKeyCanNotBeMadeWithoutIt() {
        JdbcAuditStore keyed = store(Optional.of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        keyed.append(entries(3));
        AuditChain key = AuditChain.of(Optional.of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        assertThat(new AuditVerifier(keyed, key, Optional.empty()).verify())
                .isInstanceOf(AuditVerifier.Result.Intact.class);
        store.append(entries(1));
        assertThat(new AuditVerifier(keyed, key, Optional.empty()).verify())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(4));
    }

    @Test
    void retentionRemovesTheOldestOnlyAndTheChainStillVerifies() {
        List<AuditEntry> mixed = List.of(aged(500), aged(450), aged(10), aged(500), aged(0));
        store.append(mixed);
        AuditTrail trail = new AuditTrail(FixedAuditConfig.strict(), () -> store, Optional::empty);
        assertThat(trail.prune()).isTrue();
        assertThat(trail.prune()).isFalse();
        trail.close();
        assertThat(store.after(0, 10)).extracting(AuditRecord::sequence).containsExactly(3L, 4L, 5L, 6L);
        assertThat(store.anchor().sequence()).isEqualTo(2);
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Intact.class,
                        intact -> assertThat(intact.records()).isEqualTo(4));
    }

    @Test
    void retentionDoesNotLoseToThoseWhoAdd() {
        store.append(List.of(aged(500), aged(0)));
        AtomicInteger attempts = new AtomicInteger();
        prune(10, () -> {
            attempts.incrementAndGet();
            store.append(entries(1));
        });
        assertThat(attempts).hasValue(1);
        assertThat(verdict()).isEqualTo(new AuditVerifier.Result.Intact(3, store.head()));
    }

    @Test
    void retentionOfTwoProcessesNeverTakesTheBeginningBack() {
        store.append(List.of(aged(500), aged(450), aged(440), aged(0)));
        prune(1, () -> prune(10, () -> {}));
        assertThat(store.anchor().sequence()).isEqualTo(3);
        assertThat(verdict()).isInstanceOf(AuditVerifier.Result.Intact.class);
    }

    /** @param rival what others do once it was read what is to be removed */
    private void prune(int most, Runnable rival) {
        JdbcAuditStore slow = new JdbcAuditStore(database, AuditChain.of(Optional.empty())) {
            @Override
            public Optional<AuditRecord> prune(Duration age, int ignored, Function<AuditPosition, AuditEntry> report) {
                return super.prune(age, most, last -> {
                    rival.run();
                    return report.apply(last);
                });
            }
        };
        AuditTrail trail = new AuditTrail(FixedAuditConfig.strict(), () -> slow, Optional::empty);
        trail.prune();
        trail.close();
    }

    @Test
    void aRemovedBeginningThatNoRecordTellsOfIsFound() {
        store.append(entries(4));
        AuditRecord second = store.after(1, 1).get(0);
        change("UPDATE bridge.audit_head SET anchor_number = 2, anchor_hash = ?", second.hash());
        change("DELETE FROM bridge.audit_entry WHERE sequence_number <= 2");
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        AuditVerifier.Result.Broken.class,
                        broken -> assertThat(broken.sequence()).isEqualTo(2));
    }

    private static AuditEntry aged(int days) {
        AuditEntry now = entry("ana", AuditType.AUTH_SUCCESS);
        Instant then = now.timestamp().minus(Duration.ofDays(days));
        return new AuditEntry(
                now.id(),
                then,
                now.type(),
                now.user(),
                now.tokenPrefix(),
                now.sourceIp(),
                now.resource(),
                now.action(),
                now.status(),
                now.details(),
                now.errorCode(),
                now.errorText());
    }

    @Test
    void pagesHaveEveryRecordOnceWhileNewOnesArrive() {
        store.append(entries(50));
        Set<Long> seen = new HashSet<>();
        List<AuditRecord> page = store.newest(ALL, Long.MAX_VALUE, 7);
        while (!page.isEmpty()) {
            page.forEach(one -> assertThat(seen.add(one.sequence())).isTrue());
            store.append(entries(3));
            page = store.newest(ALL, page.get(page.size() - 1).sequence(), 7);
        }
        assertThat(seen).hasSize(50);
    }

    @Test
    void recordsAreFoundByEachFilter() {
        List<AuditEntry> kinds = new ArrayList<>(entries(3));
        kinds.add(entry("ana", AuditType.PERMISSION_DENIED));
        kinds.add(aged(3));
        store.append(kinds);
        assertThat(store.newest(filter(Optional.of("ana"), Optional.empty()), Long.MAX_VALUE, 9))
                .hasSize(2);
        assertThat(store.newest(filter(Optional.empty(), Optional.of("permission_denied")), Long.MAX_VALUE, 9))
                .hasSize(1);
        Optional<Instant> yesterday = Optional.of(Instant.now().minus(Duration.ofDays(1)));
        assertThat(store.newest(
                        new AuditStore.Filter(
                                yesterday,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("job:1"),
                                Optional.of("success")),
                        Long.MAX_VALUE,
                        9))
                .hasSize(3);
        assertThat(store.newest(
                        new AuditStore.Filter(
                                Optional.empty(),
                                yesterday,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Long.MAX_VALUE,
                        9))
                .hasSize(1);
    }
}
