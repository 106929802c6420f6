package io.github.sqldatabricks.bridge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Catches a limit that lets one row too many through, or stops what is allowed. */
class ChangeLimitsTest {

    private static final SqlServerTable TARGET = SqlServerTable.parse("dbo.people");

    @Test
    void percentCountsOfForeignKeysWhatIsInTheTargetItself() {
        ChangeLimits tenth = limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(10));
        Cascades elsewhere = new Cascades(List.of(new Cascades.Rows(SqlServerTable.parse("dbo.pets"), 0, 500)), "");
        Cascades within = new Cascades(List.of(new Cascades.Rows(TARGET, 0, 1)), "");
        assertThat(tenth.violation(ChangeCounts.deleted(100), elsewhere, TARGET, 1000))
                .isEmpty();
        assertThat(tenth.violation(ChangeCounts.deleted(100), within, TARGET, 1000))
                .hasValueSatisfying(text -> assertThat(text).contains("by foreign keys 1 deleted in dbo.people"));
    }

    @Test
    void withoutALimitEverythingGoes() {
        assertThat(ChangeLimits.NONE.violation(
                        new ChangeCounts(Integer.MAX_VALUE, 1, Integer.MAX_VALUE), Cascades.NONE, TARGET, 0))
                .isEmpty();
        assertThat(ChangeLimits.NONE.needTableRows()).isFalse();
    }

    @Test
    void theLimitItselfIsAllowedAndOneMoreIsNot() {
        ChangeLimits deletes = limits(OptionalLong.of(5), OptionalLong.empty(), OptionalDouble.empty());
        assertThat(deletes.violation(new ChangeCounts(100, 100, 5), Cascades.NONE, TARGET, 5))
                .isEmpty();
        assertThat(deletes.violation(ChangeCounts.deleted(6), Cascades.NONE, TARGET, 6))
                .hasValueSatisfying(text -> assertThat(text).contains("6 deleted", "at most 5", "max_delete_rows"));
        ChangeLimits changes = limits(OptionalLong.empty(), OptionalLong.of(6), OptionalDouble.empty());
        assertThat(changes.violation(new ChangeCounts(1, 2, 3), Cascades.NONE, TARGET, 3))
                .isEmpty();
        assertThat(changes.violation(new ChangeCounts(2, 2, 3), Cascades.NONE, TARGET, 3))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("2 inserted, 2 updated, 3 deleted", "at most 6", "max_changed_rows"));
    }

    @Test
    void aLimitOfZeroAllowsNoDeleteAtAll() {
        ChangeLimits none = limits(OptionalLong.of(0), OptionalLong.empty(), OptionalDouble.empty());
        assertThat(none.violation(ChangeCounts.deleted(1), Cascades.NONE, TARGET, 10))
                .isPresent();
        assertThat(none.violation(ChangeCounts.inserted(1), Cascades.NONE, TARGET, 10))
                .isEmpty();
    }

    @Test
    void percentCountsWhatWasThereAndNotWhatIsNew() {
        ChangeLimits tenth = limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(10));
        assertThat(tenth.needTableRows()).isTrue();
        assertThat(tenth.violation(new ChangeCounts(1000, 60, 40), Cascades.NONE, TARGET, 1000))
                .isEmpty();
        assertThat(tenth.violation(new ChangeCounts(0, 61, 40), Cascades.NONE, TARGET, 1000))
                .hasValueSatisfying(text -> assertThat(text).contains("10.0 %", "1000 rows", "max_changed_percent"));
        assertThat(tenth.violation(ChangeCounts.inserted(1000), Cascades.NONE, TARGET, 0))
                .isEmpty();
        assertThat(tenth.violation(ChangeCounts.NONE, Cascades.NONE, TARGET, 0)).isEmpty();
    }

    private static ChangeLimits limits(OptionalLong deletes, OptionalLong changes, OptionalDouble percent) {
        return new ChangeLimits(deletes, changes, percent);
    }
}
