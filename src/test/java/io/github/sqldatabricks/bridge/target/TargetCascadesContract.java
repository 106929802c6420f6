package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Rows that foreign keys change together with an event's. Catches a limit that sees the event's own rows only, a count that is not
 * what really happened, and one for rows that stay as they are.
 */
public abstract class TargetCascadesContract extends TargetContract {

    /** Of the target: {@code {pets}} refers to it, {@code {toys}} to those. */
    private static final String PETS =
            "CREATE TABLE {pets} (id int NOT NULL PRIMARY KEY, owner_id int NULL REFERENCES {table} (id) %s)";

    private static final String TOYS =
            "CREATE TABLE {toys} (id int NOT NULL PRIMARY KEY, pet_id int NULL REFERENCES {pets} (id) %s)";

    @AfterEach
    void dropThose() throws SQLException {
        run("DROP TABLE IF EXISTS {toys}");
        run("DROP TABLE IF EXISTS {pets}");
    }

    /** Person 1 has pets 10 and 11, person 2 pet 20; pet 10 has three toys. */
    private void keep(String pets, String toys) throws SQLException {
        run(PETS.formatted(pets));
        run(TOYS.formatted(toys));
        run("INSERT INTO {pets} VALUES (10, 1), (11, 1), (20, 2), (30, NULL)");
        run("INSERT INTO {toys} VALUES (100, 10), (101, 10), (102, 10), (200, 20)");
    }

    private String named(String sql) {
        return sql.replace("{pets}", target().table() + "_pets").replace("{toys}", target().table() + "_toys");
    }

    private void run(String sql) throws SQLException {
        execute(named(sql));
    }

    private long count(String table) throws SQLException {
        return Long.parseLong(
                rows(named("SELECT COUNT(*) FROM " + table)).get(0).get(0));
    }

    private EventOutcome limited(SyncOperation operation, ListedRows source, ChangeLimits limits) throws SQLException {
        return service(source, limits).apply(Claims.of(event(operation), 1), new Cancellation());
    }

    private static ChangeLimits changed(long rows) {
        return new ChangeLimits(OptionalLong.empty(), OptionalLong.of(rows), OptionalDouble.empty());
    }

    private static ChangeLimits deleted(long rows) {
        return new ChangeLimits(OptionalLong.of(rows), OptionalLong.empty(), OptionalDouble.empty());
    }

    private static void assertBlocked(EventOutcome outcome, String... message) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Blocked.class,
                        blocked -> assertThat(blocked.message()).contains(message));
    }

    private void assertWarned(EventOutcome outcome, ChangeCounts counts, String... warning) {
        assertApplied(outcome, counts);
        assertThat(((EventOutcome.Applied) outcome).warning())
                .hasValueSatisfying(text -> assertThat(text).contains(warning));
    }

    @Test
    void rowsThatAreDeletedWithTheirParentsCountOverAllTables() throws SQLException {
        keep("ON DELETE CASCADE", "ON DELETE CASCADE");
        ListedRows first = people().row(1L, "");
        assertBlocked(limited(delete(), first, deleted(5)), "1 deleted", "2 deleted in", "3 deleted in", "at most 5");
        assertBlocked(limited(delete(), first, changed(5)), "max_changed_rows");
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
        assertThat(count("{toys}")).isEqualTo(4);
        assertWarned(limited(delete(), first, deleted(6)), ChangeCounts.deleted(1), "2 deleted in", "3 deleted in");
        assertThat(count("{pets}")).isEqualTo(2);
        assertThat(count("{toys}")).isEqualTo(1);
    }

    @Test
    void aDryRunTellsThemAndADeleteByConditionsCountsThemToo() throws SQLException {
        keep("ON DELETE CASCADE", "ON DELETE SET NULL");
        SyncEvent byCondition = event(new SyncOperation.DeleteWhere(Map.of("name", Optional.of("one"))));
        DryRun run = service(people(), ChangeLimits.NONE).dryRun(byCondition, new Cancellation());
        assertThat(run.counts()).isEqualTo(ChangeCounts.deleted(1));
        assertThat(run.warning()).hasValueSatisfying(text -> assertThat(text).contains("2 deleted in", "3 updated in"));
        assertThat(count("{pets}")).isEqualTo(4);
        assertWarned(attempt(people(), byCondition, 1), ChangeCounts.deleted(1), "2 deleted in", "3 updated in");
        assertThat(rows(named("SELECT COUNT(*) FROM {toys} WHERE pet_id IS NULL")))
                .containsExactly(row("3"));
    }

    @Test
    void whatEndsInNoActionOrHasNoRowsIsNothing() throws SQLException {
        keep("ON DELETE CASCADE", "");
        assertThat(limited(delete(), people().row(3L, ""), changed(1)))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.deleted(1), false, Optional.empty()));
        run("DELETE FROM {toys} WHERE pet_id = 20");
        assertWarned(limited(delete(), people().row(2L, ""), changed(2)), ChangeCounts.deleted(1), "1 deleted in");
    }

    @Test
    void aKeyThatIsUpdatedTakesItsRowsWithIt() throws SQLException {
        execute("ALTER TABLE {table} ADD CONSTRAINT {name}_uq UNIQUE (name)".replace("{name}", name()));
        run("CREATE TABLE {pets} (id int NOT NULL PRIMARY KEY, owner nvarchar(20) NULL REFERENCES {table} (name)"
                + " ON UPDATE CASCADE)");
        run("INSERT INTO {pets} VALUES (10, N'one'), (11, N'one'), (20, N'two')");
        SyncOperation update = new SyncOperation.Update(SOURCE, keys("id"));
        ListedRows source = people().row(1L, "uno").row(2L, "two");
        assertBlocked(limited(update, source, changed(3)), "2 updated", "at most 3");
        assertWarned(limited(update, source, changed(4)), ChangeCounts.updated(2), "2 updated in");
        assertThat(rows(named("SELECT COUNT(*) FROM {pets} WHERE owner = N'uno'")))
                .containsExactly(row("2"));
        assertWarned(limited(upsert(), people().row(2L, "dos"), changed(2)), ChangeCounts.updated(1), "1 updated in");
        assertThat(limited(update, people().row(1L, "uno"), changed(1)))
                .isEqualTo(new EventOutcome.Applied(ChangeCounts.updated(1), false, Optional.empty()));
    }

    @Test
    void anUpdateOfOtherColumnsAndNewRowsTakeNothingWithThem() throws SQLException {
        keep("ON DELETE CASCADE ON UPDATE CASCADE", "ON DELETE CASCADE");
        assertThat(limited(upsert(), people().row(1L, "uno").row(9L, "nueve"), changed(2)))
                .isEqualTo(new EventOutcome.Applied(new ChangeCounts(1, 1, 0), false, Optional.empty()));
    }

    /** SQL Server allows no circles (error 1785); others that speak its protocol do. */
    @Test
    void aTableThatRefersToItselfIsFollowedToItsEnd() throws SQLException {
        if (!target().allowsCascadesInCircles()) {
            return;
        }
        run("CREATE TABLE {pets} (id int NOT NULL PRIMARY KEY, owner_id int NULL REFERENCES {table} (id)"
                + " ON DELETE CASCADE, mother int NULL REFERENCES {pets} (id) ON DELETE CASCADE)");
        run("INSERT INTO {pets} VALUES (10, 1, NULL), (11, NULL, 10), (12, NULL, 11), (13, 2, 12), (14, NULL, NULL)");
        assertBlocked(limited(delete(), people().row(1L, ""), deleted(4)), "4 deleted in");
        assertWarned(limited(delete(), people().row(1L, ""), deleted(5)), ChangeCounts.deleted(1), "4 deleted in");
        assertThat(count("{pets}")).isEqualTo(1);
    }

    @Test
    void rowsOfTheTargetItselfCountOnce() throws SQLException {
        if (!target().allowsCascadesInCircles()) {
            return;
        }
        execute("DROP TABLE {table}");
        execute("CREATE TABLE {table} (id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL, city nvarchar(10) NULL,"
                + " chief int NULL REFERENCES {table} (id) ON DELETE CASCADE)");
        execute("INSERT INTO {table} VALUES (1, N'one', NULL, NULL), (2, N'two', NULL, 1), (3, N'three', NULL, 2),"
                + " (4, N'four', NULL, NULL)");
        ChangeLimits half = new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(50));
        assertBlocked(limited(delete(), people().row(1L, ""), half), "2 deleted in", "50.0 %");
        assertWarned(limited(delete(), people().row(1L, ""), changed(3)), ChangeCounts.deleted(1), "2 deleted in");
        assertThat(rows("SELECT id FROM {table}")).containsExactly(row("4"));
    }

    @Test
    void keysOfSeveralColumnsAreFollowedAsAWhole() throws SQLException {
        execute("DROP TABLE {table}");
        execute("CREATE TABLE {table} (id int NOT NULL, name nvarchar(20) NOT NULL, city nvarchar(10) NULL,"
                + " PRIMARY KEY (name, id))");
        execute("INSERT INTO {table} VALUES (1, N'one', NULL), (1, N'two', NULL)");
        run("CREATE TABLE {pets} (number int NOT NULL PRIMARY KEY, n nvarchar(20) NULL, i int NULL,"
                + " FOREIGN KEY (n, i) REFERENCES {table} (name, id) ON DELETE SET NULL)");
        run("INSERT INTO {pets} VALUES (10, N'one', 1), (11, N'two', 1), (12, N'one', NULL)");
        SyncOperation both = new SyncOperation.DeleteByKeys(SOURCE, keys("id", "name"));
        ListedRows source = new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("name", new ColumnType.Text())
                .row(1L, "one");
        assertWarned(limited(both, source, changed(2)), ChangeCounts.deleted(1), "1 updated in");
    }

    @Test
    void whoRefusesThemIsNotSurprised() throws SQLException {
        keep("ON DELETE CASCADE", "ON DELETE CASCADE");
        SyncEvent strict = event(delete(), Map.of("cascade", "refuse"));
        assertThat(attempt(people().row(1L, ""), strict, 1))
                .isInstanceOfSatisfying(
                        EventOutcome.Blocked.class,
                        blocked -> assertThat(blocked.code()).isEqualTo("cascade-refused"));
        assertThat(rows(ALL)).isEqualTo(PEOPLE);
        assertApplied(
                attempt(people().row(3L, ""), event(delete(), Map.of("cascade", "refuse")), 1),
                ChangeCounts.deleted(1));
    }

    private String name() {
        return target().table().substring(target().table().indexOf('.') + 1);
    }
}
