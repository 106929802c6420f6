package io.github.sqldatabricks.bridge.testing.tables;

import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A table whose every commit makes a version. Values are {@link Long} for whole numbers, days, microseconds and unscaled decimals
 * up to 18 digits, {@link java.math.BigInteger} for longer ones, {@link Double}, {@link String}, {@code byte[]}, or null.
 */
public final class MemoryTable {

    /** A row of the change data feed. */
    record Change(String type, long version, List<Object> row) {}

    private final UnityTable name;
    private final List<TableColumn> columns = new ArrayList<>();
    private List<String> primaryKey = List.of();
    private boolean delta = true;
    private boolean changeDataFeed;
    private final List<List<List<Object>>> versions = new ArrayList<>(List.of(List.of()));
    private final List<Change> changes = new ArrayList<>();
    private long oldestVersion;

    public MemoryTable(UnityTable name) {
        this.name = name;
    }

    public MemoryTable column(String column, DataType type, boolean nullable) {
        columns.add(new TableColumn(column, type, nullable, Optional.empty()));
        return this;
    }

    public MemoryTable key(String... keyColumns) {
        primaryKey = List.of(keyColumns);
        return this;
    }

    public MemoryTable withChangeDataFeed() {
        changeDataFeed = true;
        return this;
    }

    /** A view: it has no versions. */
    public MemoryTable view() {
        delta = false;
        return this;
    }

    /** Takes a column away, as ALTER TABLE does; its values must not be asked for any more. */
    public void drop(String column) {
        columns.removeIf(some -> some.name().equals(column));
    }

    /** Forgets versions before one, and their changes, as VACUUM does. */
    public void vacuum(long before) {
        oldestVersion = before;
    }

    /** Commits one more row. */
    public MemoryTable insert(Object... values) {
        return insertAll(List.of(Arrays.asList(values)));
    }

    /** Commits some more rows at once. */
    public MemoryTable insertAll(List<List<Object>> rows) {
        List<List<Object>> next = new ArrayList<>(rows());
        next.addAll(rows);
        versions.add(next);
        rows.forEach(row -> changes.add(new Change("insert", latestVersion(), row)));
        return this;
    }

    /** Commits that rows are gone. */
    public void delete(Predicate<List<Object>> which) {
        List<List<Object>> next = new ArrayList<>(rows());
        next.removeIf(which);
        List<List<Object>> gone = rows().stream().filter(which).toList();
        versions.add(next);
        gone.forEach(row -> changes.add(new Change("delete", latestVersion(), row)));
    }

    /** Commits another content of rows. */
    public void update(Predicate<List<Object>> which, int column, Object value) {
        List<List<Object>> next = new ArrayList<>();
        long version = latestVersion() + 1;
        for (List<Object> row : rows()) {
            List<Object> after = row;
            if (which.test(row)) {
                after = new ArrayList<>(row);
                after.set(column, value);
                changes.add(new Change("update_preimage", version, row));
                changes.add(new Change("update_postimage", version, after));
            }
            next.add(after);
        }
        versions.add(next);
    }

    /** The rows now. */
    public List<List<Object>> rows() {
        return versions.get(versions.size() - 1);
    }

    public long latestVersion() {
        return versions.size() - 1L;
    }

    UnityTable name() {
        return name;
    }

    boolean isDelta() {
        return delta;
    }

    boolean keeps(long version) {
        return version >= oldestVersion && version <= latestVersion();
    }

    List<List<Object>> rows(long version) {
        return versions.get((int) version);
    }

    List<Change> changes(long from, long to) {
        return changes.stream()
                .filter(change -> change.version() >= from && change.version() <= to)
                .toList();
    }

    public TableDescription description() {
        return new TableDescription(name, columns, primaryKey, changeDataFeed);
    }
}
