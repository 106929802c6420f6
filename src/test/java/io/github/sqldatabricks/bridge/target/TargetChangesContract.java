package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What event sync expects of every database whose tables it changes. Catches wrong rows, wrong counts, and a column that is
 * written although it must not be.
 */
public abstract class TargetChangesContract extends TargetContract {

    @Test
    void anInsertAddsTheRowsOfTheSource() throws SQLException {
        assertApplied(apply(people().row(10L, "zehn").row(11L, null), insert()), ChangeCounts.inserted(2));
        assertThat(rows("SELECT id, name, city FROM {table} WHERE id >= 10 ORDER BY id"))
                .containsExactly(row("10", "zehn", null), row("11", null, null));
    }

    @Test
    void anUpdateChangesTheRowsWithTheSameKeysAndNoOther() throws SQLException {
        ListedRows source = people().row(1L, "uno").row(3L, null).row(99L, "nobody");
        assertApplied(apply(source, new SyncOperation.Update(SOURCE, keys("id"))), ChangeCounts.updated(2));
        assertThat(rows(ALL)).containsExactly(row("1", "uno", "a"), row("2", "two", "b"), row("3", null, null));
    }

    @Test
    void anUpsertUpdatesWhatIsThereAndInsertsTheRest() throws SQLException {
        assertApplied(apply(people().row(2L, "dos").row(4L, "cuatro"), upsert()), new ChangeCounts(1, 1, 0));
        assertThat(rows(ALL))
                .containsExactly(PEOPLE.get(0), row("2", "dos", "b"), PEOPLE.get(2), row("4", "cuatro", null));
    }

    @Test
    void anUpsertOfKeysAloneInsertsWhatIsMissing() throws SQLException {
        ListedRows source =
                new ListedRows().column("id", new ColumnType.Int64()).row(2L).row(4L);
        assertApplied(apply(source, upsert()), ChangeCounts.inserted(1));
        assertThat(rows(ALL)).containsAll(PEOPLE).contains(row("4", null, null));
    }

    @Test
    void aDeleteTakesTheRowsWithTheKeysOfTheSource() throws SQLException {
        assertApplied(apply(people().row(1L, "ignored").row(77L, "nobody"), delete()), ChangeCounts.deleted(1));
        assertThat(rows(ALL)).containsExactly(PEOPLE.get(1), PEOPLE.get(2));
    }

    @Test
    void keysOfSeveralColumnsMustAllBeTheSame() throws SQLException {
        ListedRows source = people().row(1L, "one").row(2L, "one");
        assertApplied(
                apply(source, new SyncOperation.DeleteByKeys(SOURCE, keys("NAME", "ID"))), ChangeCounts.deleted(1));
        assertThat(rows(ALL)).containsExactly(PEOPLE.get(1), PEOPLE.get(2));
    }

    @Test
    void aDeleteByConditionsTakesTheRowsThatMeetAll() throws SQLException {
        assertApplied(deleteWhere(Map.of("CITY", Optional.of("b"), "id", Optional.of("1"))), ChangeCounts.NONE);
        assertApplied(deleteWhere(Map.of("CITY", Optional.of("b"), "id", Optional.of("2"))), ChangeCounts.deleted(1));
        assertApplied(deleteWhere(Map.of("city", Optional.empty())), ChangeCounts.deleted(1));
        assertThat(rows(ALL)).containsExactly(PEOPLE.get(0));
    }

    @Test
    void aConditionIsAValueAndNeverSql() throws SQLException {
        assertApplied(deleteWhere(Map.of("name", Optional.of("' OR 1=1 --"))), ChangeCounts.NONE);
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void anEmptySourceChangesNothing() throws SQLException {
        assertApplied(apply(people(), upsert()), ChangeCounts.NONE);
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void moreRowsThanOneBatchAreCountedAndWritten() throws SQLException {
        ListedRows source = people();
        for (long id = 1; id <= 2500; id++) {
            source.row(id, "n" + id);
        }
        assertApplied(apply(source, upsert()), new ChangeCounts(2497, 3, 0));
        assertThat(rows("SELECT COUNT(*), MIN(id), MAX(id) FROM {table} WHERE name IS NOT NULL"))
                .containsExactly(row("2500", "1", "2500"));
    }

    @Test
    void aDryRunTellsTheCountsAndSomeRowsAndLeavesNoTrace() throws SQLException {
        SyncEvent event = event(upsert());
        ListedRows source = people().row(2L, "dos").row(4L, "cuatro");
        DryRun run = service(source, ChangeLimits.NONE).dryRun(event, new Cancellation());
        assertThat(run.counts()).isEqualTo(new ChangeCounts(1, 1, 0));
        assertThat(run.sample())
                .extracting(sample ->
                        sample.before().get("name") + " > " + sample.after().get("name"))
                .containsExactlyInAnyOrder("two > dos", "null > cuatro");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
        assertApplied(attempt(source, event, 1), new ChangeCounts(1, 1, 0));
    }

    @Test
    void aDryRunShowsWhatWouldBeDeleted() throws SQLException {
        SyncEvent byKeys = event(delete());
        SyncEvent byCondition = event(new SyncOperation.DeleteWhere(Map.of("id", Optional.of("1"))));
        for (SyncEvent event : List.of(byKeys, byCondition)) {
            DryRun run = service(people().row(1L, ""), ChangeLimits.NONE).dryRun(event, new Cancellation());
            assertThat(run.counts()).isEqualTo(ChangeCounts.deleted(1));
            assertThat(run.sample()).singleElement().satisfies(sample -> {
                assertThat(sample.before()).containsValues("1", "one", "a");
                assertThat(sample.after()).isEmpty();
            });
        }
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
    }

    @Test
    void anIdentityIsKeptGeneratedOrRefusedAsTheEventSays() throws SQLException {
        execute("DROP TABLE {table}");
        execute(
                "CREATE TABLE {table} (id int IDENTITY(1, 1) NOT NULL PRIMARY KEY, name nvarchar(20), city nvarchar(10))");
        failed(apply(people().row(70L, "refused"), insert()), "columns-do-not-match");
        assertApplied(
                attempt(people().row(70L, "kept"), event(insert(), Map.of("identity", "keep")), 1),
                ChangeCounts.inserted(1));
        assertApplied(
                attempt(people().row(80L, "numbered"), event(insert(), Map.of("identity", "generate")), 1),
                ChangeCounts.inserted(1));
        assertThat(rows("SELECT name FROM {table} WHERE id = 70")).containsExactly(row("kept"));
        assertThat(rows("SELECT name FROM {table} WHERE id <> 70 AND id <> 80")).containsExactly(row("numbered"));
    }

    @Test
    void columnsThatCannotBeWrittenAndThoseThatMustBeAreFoundBeforeTheWrite() throws SQLException {
        execute("DROP TABLE {table}");
        execute("CREATE TABLE {table} (id int NOT NULL PRIMARY KEY, " + target().computed("twice", "id * 2")
                + ", needed int NOT NULL, given int DEFAULT 7 NOT NULL)");
        ListedRows wrong = new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("twice", new ColumnType.Int64())
                .column("unknown", new ColumnType.Int64())
                .row(1L, 2L, 3L);
        assertThat(failed(apply(wrong, insert()), "columns-do-not-match").message())
                .contains("'twice'", "'unknown'", "'needed'")
                .doesNotContain("'given'");
        ListedRows right = new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("needed", new ColumnType.Int64())
                .row(1L, 5L);
        assertApplied(apply(right, insert()), ChangeCounts.inserted(1));
        assertThat(rows("SELECT id, twice, needed, given FROM {table}")).containsExactly(row("1", "2", "5", "7"));
    }

    @Test
    void namesWithBlanksAndReservedWordsAreNames() throws SQLException {
        execute("DROP TABLE {table}");
        execute("CREATE TABLE {table} ([order by] int NOT NULL PRIMARY KEY, [select] nvarchar(10))");
        ListedRows source = new ListedRows()
                .column("ORDER BY", new ColumnType.Int64())
                .column("Select", new ColumnType.Text())
                .row(1L, "x");
        SyncOperation upsert = new SyncOperation.Upsert(SOURCE, keys("Order By"));
        assertApplied(apply(source, upsert), ChangeCounts.inserted(1));
        assertApplied(apply(source, upsert), ChangeCounts.updated(1));
    }
}
