package io.github.sqldatabricks.bridge.databricks.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition.Operator;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions and changes of tables. Catches a read of another version than was asked for, changes that are out of order or of
 * commits that do not count, and a version that is gone being taken for any other failure.
 */
class TableVersionsTest {

    private static final UnityTable ITEMS = new UnityTable("main", "default", "odd'items");
    private static final String NAME = "main.default.`odd'items`";

    @TempDir
    Path root;

    private LocalDatabricks databricks;
    private DatabricksTables tables;

    @BeforeEach
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root);
        tables = databricks.tables();
        databricks.run(
                "CREATE TABLE " + NAME + " (id INT, name STRING) TBLPROPERTIES (delta.enableChangeDataFeed = true)",
                "INSERT INTO " + NAME + " VALUES (1, 'a'), (2, 'b')",
                "UPDATE " + NAME + " SET name = 'c' WHERE id = 2",
                "DELETE FROM " + NAME + " WHERE id = 1");
    }

    @AfterEach
    void stop() {
        tables.close();
        databricks.close();
    }

    @Test
    void theNewestVersionCountsAllCommits() {
        assertThat(tables.latestVersion(ITEMS)).isEqualTo(3);
    }

    @Test
    void anOlderVersionIsReadAsItWas() {
        assertThat(rows(1)).containsExactly(List.of(1L, "a"), List.of(2L, "b"));
        assertThat(rows(2)).containsExactly(List.of(1L, "a"), List.of(2L, "c"));
        assertThat(rows(3)).containsExactly(List.of(2L, "c"));
    }

    @Test
    void changesComeInTheOrderOfTheirVersions() {
        List<List<Object>> changes = changes(1, 3);

        assertThat(changes).extracting(row -> row.get(3)).isSorted();
        assertThat(changes.stream().map(row -> row.subList(0, 4)))
                .containsExactlyInAnyOrder(
                        List.of(1L, "a", "insert", 1L),
                        List.of(2L, "b", "insert", 1L),
                        List.of(2L, "b", "update_preimage", 2L),
                        List.of(2L, "c", "update_postimage", 2L),
                        List.of(1L, "a", "delete", 3L));
        assertThat(changes).extracting(row -> row.get(4)).hasOnlyElementsOfType(Instant.class);
    }

    @Test
    void onlyTheCommitsBetweenTheBoundsCount() {
        assertThat(changes(3, 3)).hasSize(1);
    }

    @Test
    void conditionsHoldForChangesAndVersionsToo() {
        TableDescription described = tables.describe(ITEMS);
        Condition first = new Condition.Comparison("id", Operator.EQUAL, new Literal(new ColumnType.Int32(), "1"));

        assertThat(read(new TableQuery.Changes(described, described.columns(), List.of(first), 1, 3)))
                .hasSize(2);
        assertThat(read(new TableQuery.Rows(
                        described, described.columns(), List.of(first), List.of("id"), OptionalLong.of(2))))
                .hasSize(1);
    }

    @Test
    void aVersionThatIsNotKeptAnyMoreIsSaidToBeGone() throws SQLException {
        databricks.run("VACUUM " + NAME + " RETAIN 0 HOURS");

        assertThatThrownBy(() -> rows(1)).satisfies(TableVersionsTest::isGone);
        assertThatThrownBy(() -> changes(2, 3)).satisfies(TableVersionsTest::isGone);
        assertThat(rows(3)).hasSize(1);
    }

    @Test
    void aVersionThatNeverWasIsSaidToBeGone() {
        assertThatThrownBy(() -> rows(99)).satisfies(TableVersionsTest::isGone);
        assertThatThrownBy(() -> changes(99, 100)).satisfies(TableVersionsTest::isGone);
    }

    @Test
    void changesThatWereNotRecordedAreSaidToBeGone() throws SQLException {
        databricks.run("CREATE TABLE main.default.quiet (id INT)", "INSERT INTO main.default.quiet VALUES (1)");
        TableDescription quiet = tables.describe(new UnityTable("main", "default", "quiet"));

        assertThatThrownBy(() -> read(new TableQuery.Changes(quiet, quiet.columns(), List.of(), 1, 1)))
                .satisfies(TableVersionsTest::isGone);
        assertThat(tables.latestVersion(quiet.table())).isEqualTo(1);
    }

    @Test
    void aViewHasNoVersions() throws SQLException {
        databricks.run("CREATE VIEW main.default.shown AS SELECT id FROM " + NAME);

        assertThatThrownBy(() -> tables.latestVersion(new UnityTable("main", "default", "shown")))
                .isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @Test
    void aFeedThatIsSwitchedOnLaterBeginsThere() throws SQLException {
        databricks.run(
                "CREATE TABLE main.default.late AS SELECT 1 AS id",
                "ALTER TABLE main.default.late SET TBLPROPERTIES (delta.enableChangeDataFeed = true)",
                "INSERT INTO main.default.late VALUES (2)");
        TableDescription late = tables.describe(new UnityTable("main", "default", "late"));

        assertThat(late.changeDataFeed()).isTrue();
        assertThat(read(new TableQuery.Changes(late, late.columns(), List.of(), 2, 2)))
                .extracting(row -> row.get(0))
                .containsExactly(2L);
    }

    private static void isGone(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.error()).isEqualTo(ErrorCode.TABLE_VERSION_GONE));
    }

    private List<List<Object>> rows(long version) {
        TableDescription described = tables.describe(ITEMS);
        return read(new TableQuery.Rows(
                described, described.columns(), List.of(), List.of("id"), OptionalLong.of(version)));
    }

    private List<List<Object>> changes(long from, long to) {
        TableDescription described = tables.describe(ITEMS);
        return read(new TableQuery.Changes(described, described.columns(), List.of(), from, to));
    }

    private List<List<Object>> read(TableQuery query) {
        try (RowStream stream = tables.open(query, new Cancellation())) {
            return ReadRows.all(stream);
        }
    }
}
