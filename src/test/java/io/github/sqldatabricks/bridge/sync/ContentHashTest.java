package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.testing.Claims;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Catches two events that ask for different things and look the same, and one that looks new when it is repeated. */
class ContentHashTest {

    private static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");

    @Test
    void whatIsAskedForMakesTheDifference() {
        List<SyncEvent> events = List.of(
                event("t", insert()),
                event("u", insert()),
                event("[a.b].t", insert()),
                event("a.[b.t]", insert()),
                event("t", new SyncOperation.Insert(UnityTable.parse("lake.silver.other"), Optional.empty())),
                event("t", new SyncOperation.Insert(SOURCE, Optional.of(keys("a")))),
                event("t", new SyncOperation.Update(SOURCE, keys("a"))),
                event("t", new SyncOperation.Update(SOURCE, keys("a", "b"))),
                event("t", new SyncOperation.Update(SOURCE, keys("a, b"))),
                event("t", new SyncOperation.Upsert(SOURCE, keys("a"))),
                event("t", new SyncOperation.DeleteByKeys(SOURCE, keys("a"))),
                event("t", where("a", Optional.of("-"))),
                event("t", where("a", Optional.empty())),
                event("t", where("a", Optional.of(""))),
                event("t", where("a", Optional.of("b=c"))),
                event("t", where("a=b", Optional.of("c"))),
                Claims.event("t", insert(), Map.of("identity", "keep")),
                Claims.event("t", insert(), Map.of("identity", "generate")),
                Claims.event("t", insert(), Map.of("identitykeep", "")),
                Claims.event("t", insert(), Map.of(), OptionalLong.of(1)),
                Claims.event("t", insert(), Map.of(), OptionalLong.of(11)));
        assertThat(events).extracting(SyncEvent::contentHash).doesNotHaveDuplicates();
    }

    @Test
    void whenHowUrgentAndByWhomMakesNone() {
        SyncEvent event = Claims.event("dbo.T", insert(), Map.of("a", "1", "b", "2"));
        Map<String, String> otherOrder = new LinkedHashMap<>();
        otherOrder.put("b", "2");
        otherOrder.put("a", "1");
        SyncEvent same = new SyncEvent(
                EventId.random(),
                event.operation(),
                SqlServerTable.parse("[DBO].[t]"),
                new SyncEvent.Origin.EventsTable(Optional.empty()),
                99,
                event.rowsExpected(),
                new EventMetadata(otherOrder),
                Instant.MAX,
                OptionalInt.of(7));
        assertThat(same.contentHash()).isEqualTo(event.contentHash());
    }

    @Test
    void conditionsCountInAnyOrder() {
        Map<String, Optional<String>> one = new LinkedHashMap<>();
        Map<String, Optional<String>> other = new LinkedHashMap<>();
        Stream.of("a", "b").forEach(name -> one.put(name, Optional.of(name)));
        Stream.of("b", "a").forEach(name -> other.put(name, Optional.of(name)));
        assertThat(event("t", new SyncOperation.DeleteWhere(one)).contentHash())
                .isEqualTo(event("t", new SyncOperation.DeleteWhere(other)).contentHash());
    }

    /** The ledger keeps hashes for years: a new version of the bridge must compute the same. */
    @Test
    void theHashIsSha256AndStaysTheSame() {
        assertThat(event("dbo.orders", new SyncOperation.Upsert(SOURCE, keys("id")))
                        .contentHash())
                .matches("[0-9a-f]{64}")
                .isEqualTo("49bb30a030cc33331dafe6ce5646d078f05a686f73e3ff896d2987bb16211fbb");
    }

    private static SyncEvent event(String target, SyncOperation operation) {
        return Claims.event(target, operation, Map.of());
    }

    private static SyncOperation insert() {
        return new SyncOperation.Insert(SOURCE, Optional.empty());
    }

    private static SyncOperation where(String column, Optional<String> value) {
        return new SyncOperation.DeleteWhere(Map.of(column, value));
    }

    private static KeyColumns keys(String... names) {
        return new KeyColumns(List.of(names));
    }
}
