package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.testing.Claims;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A table of three people, and what tests of a target need. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TargetContract {

    protected static final UnityTable SOURCE = UnityTable.parse("lake.silver.changes");
    protected static final String ALL = "SELECT id, name, city FROM {table} ORDER BY id";
    protected static final List<List<String>> PEOPLE =
            List.of(row("1", "one", "a"), row("2", "two", "b"), row("3", "three", null));

    /** The database. */
    protected abstract TargetUnderTest target();

    @BeforeEach
    protected final void create() throws SQLException {
        execute("DROP TABLE IF EXISTS {table}");
        execute("CREATE TABLE {table} (id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL, city nvarchar(10) NULL)");
        execute("INSERT INTO {table} VALUES (1, N'one', N'a'), (2, N'two', N'b'), (3, N'three', NULL)");
    }

    @AfterEach
    protected final void drop() throws SQLException {
        execute("DROP TABLE IF EXISTS {table}");
    }

    protected static ListedRows people() {
        return new ListedRows().column("ID", new ColumnType.Int64()).column("Name", new ColumnType.Text());
    }

    protected static SyncOperation insert() {
        return new SyncOperation.Insert(SOURCE, Optional.empty());
    }

    protected static SyncOperation upsert() {
        return new SyncOperation.Upsert(SOURCE, keys("ID"));
    }

    protected static SyncOperation delete() {
        return new SyncOperation.DeleteByKeys(SOURCE, keys("id"));
    }

    protected static KeyColumns keys(String... names) {
        return new KeyColumns(List.of(names));
    }

    protected SyncEvent event(SyncOperation operation) {
        return event(operation, Map.of());
    }

    protected SyncEvent event(SyncOperation operation, Map<String, String> metadata) {
        return Claims.event(target().table(), operation, metadata);
    }

    protected static SyncEvent withId(SyncEvent event, EventId id) {
        return new SyncEvent(
                id,
                event.operation(),
                event.target(),
                event.origin(),
                event.priority(),
                event.rowsExpected(),
                event.metadata(),
                event.createdAt(),
                event.maxRetries());
    }

    protected SyncService service(ListedRows source, ChangeLimits limits) throws SQLException {
        return new SyncService(source, target().database(SyncConfig.Delivery.EXACTLY_ONCE), new FixedRights(limits));
    }

    protected EventOutcome apply(ListedRows source, SyncOperation operation) throws SQLException {
        return attempt(source, event(operation), 1);
    }

    protected EventOutcome attempt(ListedRows source, SyncEvent event, long fence) throws SQLException {
        return service(source, ChangeLimits.NONE).apply(Claims.of(event, fence), new Cancellation());
    }

    protected EventOutcome deleteWhere(Map<String, Optional<String>> conditions) throws SQLException {
        return apply(people(), new SyncOperation.DeleteWhere(conditions));
    }

    protected static void assertApplied(EventOutcome outcome, ChangeCounts counts) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Applied.class,
                        applied -> assertThat(applied.counts()).isEqualTo(counts));
    }

    protected static EventOutcome.Failed failed(EventOutcome outcome, String code) {
        assertThat(outcome).isInstanceOf(EventOutcome.Failed.class);
        EventOutcome.Failed failed = (EventOutcome.Failed) outcome;
        assertThat(failed.code()).as(failed.message()).isEqualTo(code);
        return failed;
    }

    protected void execute(String sql) throws SQLException {
        try (Connection connection = target().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("{table}", target().table()));
        }
    }

    /** Values as text. */
    protected List<List<String>> rows(String select) throws SQLException {
        try (Connection connection = target().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select.replace("{table}", target().table()))) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    protected static List<String> row(String... values) {
        return Arrays.asList(values);
    }
}
