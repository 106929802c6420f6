package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventMetadata.DiscrepancyPolicy;
import io.github.sqldatabricks.bridge.sync.EventMetadata.IdentityPolicy;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches an event that is taken although it is not clear what it asks for, above all a DELETE without a bound. */
class EventDraftTest {

    private static final SyncEvent.Origin ORIGIN = new SyncEvent.Origin.EventsTable(Optional.of("job"));
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String SOURCE = "lake.silver.changes";

    @Test
    void everyFieldGoesIntoTheEvent() {
        SyncEvent event = new EventDraft(
                        Optional.of("job-7:1"),
                        Optional.of(" upsert "),
                        Optional.of(SOURCE),
                        Optional.of("[sales].[big orders]"),
                        List.of("id", "region"),
                        OptionalInt.of(9),
                        OptionalLong.of(100),
                        Map.of(),
                        Map.of("country", "bolivia", "on_discrepancy", "rollback", "identity", "keep", "note", "any"),
                        Optional.of(Instant.EPOCH),
                        OptionalInt.of(2))
                .toEvent(ORIGIN, NOW);
        assertThat(event.id().value()).isEqualTo("job-7:1");
        assertThat(event.operation().kind()).isEqualTo(SyncOperation.Kind.UPSERT);
        assertThat(event.operation().sourceTable()).hasToString("Optional[lake.silver.changes]");
        assertThat(event.operation().keyColumns()).hasValue(new KeyColumns(List.of("id", "region")));
        assertThat(event.target().quoted()).isEqualTo("[sales].[big orders]");
        assertThat(event.priority()).isEqualTo(9);
        assertThat(event.rowsExpected()).hasValue(100);
        assertThat(event.address().country())
                .hasValueSatisfying(country -> assertThat(country.code()).isEqualTo("bolivia"));
        assertThat(event.metadata().onDiscrepancy()).isEqualTo(DiscrepancyPolicy.ROLLBACK);
        assertThat(event.metadata().identity()).isEqualTo(IdentityPolicy.KEEP);
        assertThat(event.createdAt()).isEqualTo(Instant.EPOCH);
        assertThat(event.maxRetries()).hasValue(2);
        assertThat(event.user()).hasValue("job");
    }

    @Test
    void whatIsNotSaidHasAnOrdinaryMeaning() {
        SyncEvent event = new Draft("INSERT", SOURCE, "orders").toEvent();
        assertThat(event.id().value())
                .isNotEqualTo(
                        new Draft("INSERT", SOURCE, "orders").toEvent().id().value());
        assertThat(event.target()).hasToString("dbo.orders");
        assertThat(event.operation().keyColumns()).isEmpty();
        assertThat(event.priority()).isZero();
        assertThat(event.rowsExpected()).isEmpty();
        assertThat(event.address().country()).isEmpty();
        assertThat(event.metadata().onDiscrepancy()).isEqualTo(DiscrepancyPolicy.REPORT);
        assertThat(event.metadata().identity()).isEqualTo(IdentityPolicy.REJECT);
        assertThat(event.createdAt()).isEqualTo(NOW);
        assertThat(event.maxRetries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bridge.sync_ledger, reserved-target",
        "[BRIDGE].x, reserved-target",
        "'dbo.t ', invalid-target-table",
        "' dbo.t', invalid-target-table",
        "dbo. t, invalid-target-table",
        "[dbo].[t ], invalid-target-table",
    })
    void aTargetThatEventsMayNotHaveIsRefused(String target, String code) {
        assertThatThrownBy(() -> new Draft("INSERT", SOURCE, target).toEvent())
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void everyOperationIsUnderstood() {
        assertThat(new Draft("INSERT", SOURCE, "t").keys("id").toEvent().operation())
                .isInstanceOf(SyncOperation.Insert.class);
        assertThat(new Draft("Update", SOURCE, "t").keys("id").toEvent().operation())
                .isInstanceOf(SyncOperation.Update.class);
        assertThat(new Draft("UPSERT", SOURCE, "t").keys("id").toEvent().operation())
                .isInstanceOf(SyncOperation.Upsert.class);
        assertThat(new Draft("delete", SOURCE, "t").keys("id").toEvent().operation())
                .isInstanceOf(SyncOperation.DeleteByKeys.class);
        assertThat(new Draft("DELETE", null, "t").where("a", "1").toEvent().operation())
                .isInstanceOf(SyncOperation.DeleteWhere.class);
        assertThat(new Draft("DELETE", SOURCE, "t").where("a", null).toEvent().operation())
                .isEqualTo(new SyncOperation.DeleteWhere(Map.of("a", Optional.empty())));
    }

    @Test
    void aDeleteOfEverythingIsRefused() {
        assertRefused(new Draft("DELETE", SOURCE, "t"), "unbounded-delete");
        assertRefused(new Draft("DELETE", null, "t"), "unbounded-delete");
    }

    @Test
    void aDeleteWithTwoMeaningsIsRefused() {
        assertRefused(new Draft("DELETE", SOURCE, "t").keys("id").where("a", "1"), "invalid-filter-conditions");
        assertRefused(new Draft("DELETE", null, "t").where("a", "1").where("A", "2"), "invalid-filter-conditions");
    }

    @ParameterizedTest
    @CsvSource({"INSERT", "UPDATE", "UPSERT"})
    void conditionsAreForDeletesOnly(String operation) {
        assertRefused(new Draft(operation, SOURCE, "t").keys("id").where("a", "1"), "invalid-filter-conditions");
    }

    @ParameterizedTest
    @CsvSource({
        "MERGE, a.b.c, t, id, invalid-operation",
        "'', a.b.c, t, id, invalid-operation",
        ", a.b.c, t, id, invalid-operation",
        "UPDATE, a.b.c, t, , invalid-primary-keys",
        "UPSERT, a.b.c, t, , invalid-primary-keys",
        "UPSERT, a.b.c, t, id ID, invalid-primary-keys",
        "INSERT, , t, , invalid-source-table",
        "INSERT, b.c, t, , invalid-source-table",
        "DELETE, , t, id, invalid-source-table",
        "INSERT, a.b.c, , , invalid-target-table",
        "INSERT, a.b.c, x.y.t, , invalid-target-table"
    })
    void whatIsMissingOrWrongIsRefusedByItsName(
            String operation, String source, String target, String keys, String code) {
        Draft draft = new Draft(operation, source, target);
        assertRefused(keys == null ? draft : draft.keys(keys.split(" ")), code);
    }

    @ParameterizedTest
    @CsvSource({
        "country, '../x', invalid-country",
        "on_discrepancy, ROLLBACK, invalid-metadata",
        "identity, maybe, invalid-metadata",
        "cascade, allow, invalid-metadata",
        "cascade, all, invalid-metadata",
        "json, details, invalid-metadata",
        "json, [], invalid-metadata",
        "json, [1], invalid-metadata",
        "json, {}, invalid-metadata"
    })
    void metadataThatMeansSomethingIsChecked(String key, String value, String code) {
        assertRefused(new Draft("INSERT", SOURCE, "t").metadata(key, value), code);
    }

    @Test
    void numbersOutsideTheirRangeAreRefused() {
        assertRefused(new Draft("INSERT", SOURCE, "t").rowsExpected(-1), "invalid-rows-expected");
        assertRefused(new Draft("INSERT", SOURCE, "t").maxRetries(-1), "invalid-max-retries");
        assertRefused(new Draft("INSERT", SOURCE, "t").maxRetries(101), "invalid-max-retries");
        assertThat(new Draft("INSERT", SOURCE, "t")
                        .maxRetries(100)
                        .rowsExpected(0)
                        .toEvent()
                        .rowsExpected())
                .hasValue(0);
    }

    @Test
    void anIdThatCannotBeOneIsRefused() {
        assertRefused(new Draft("INSERT", SOURCE, "t").id("a b"), "invalid-event-id");
    }

    private static void assertRefused(Draft draft, String code) {
        BridgeException.InvalidRequest refused =
                catchThrowableOfType(BridgeException.InvalidRequest.class, draft::toEvent);
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.getMessage()).startsWith("Expected ");
    }

    /** A draft under construction. */
    private static final class Draft {
        private final Optional<String> operation;
        private final Optional<String> source;
        private final Optional<String> target;
        private final Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private Optional<String> id = Optional.empty();
        private List<String> keys = List.of();
        private OptionalLong rowsExpected = OptionalLong.empty();
        private OptionalInt maxRetries = OptionalInt.empty();

        Draft(String operation, String source, String target) {
            this.operation = Optional.ofNullable(operation);
            this.source = Optional.ofNullable(source);
            this.target = Optional.ofNullable(target);
        }

        Draft id(String value) {
            id = Optional.of(value);
            return this;
        }

        Draft keys(String... names) {
            keys = Arrays.asList(names);
            return this;
        }

        Draft where(String column, String value) {
            conditions.put(column, Optional.ofNullable(value));
            return this;
        }

        Draft metadata(String key, String value) {
            metadata.put(key, value);
            return this;
        }

        Draft rowsExpected(long rows) {
            rowsExpected = OptionalLong.of(rows);
            return this;
        }

        Draft maxRetries(int retries) {
            maxRetries = OptionalInt.of(retries);
            return this;
        }

        SyncEvent toEvent() {
            return new EventDraft(
                            id,
                            operation,
                            source,
                            target,
                            keys,
                            OptionalInt.empty(),
                            rowsExpected,
                            conditions,
                            metadata,
                            Optional.empty(),
                            maxRetries)
                    .toEvent(ORIGIN, NOW);
        }
    }
}
