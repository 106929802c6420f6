package io.github.sqldatabricks.bridge.databricks.load;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadMode.Merge;
import io.github.sqldatabricks.bridge.load.LoadMode.ReplaceWhere;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All statements of one load, in Databricks SQL. Names are quoted; values are numbers, UUIDs, ids and {@link DatabricksLiteral}s. Nothing
 * is bound: open-source Delta, which tests run these texts on, gives the markers of an UPDATE each other's values (Spark 4.2, Delta 4.4).
 *
 * <p>Each data statement has the guard in the query that it reads from: with another fencing token, another number of loads or another
 * count of rows than expected it fails before it writes.
 *
 * @param state the table with a row for each target
 */
record LoadSql(UnityTable state, LoadOrder order) {

    /** Delta collects statistics, which clustering needs, of this many columns at the front. */
    private static final int COLUMNS_WITH_STATISTICS = 32;

    /** Types that Delta keeps no range of. */
    private static final List<String> WITHOUT_RANGE = List.of("boolean", "binary");

    /** Characters that a name may have by column mapping only. */
    private static final Pattern NEEDS_MAPPING = Pattern.compile("[ ,;{}()\\n\\t=]");

    private static final String NUMBER = "_bridge_number";
    private static final String RANK = "_bridge_rank";

    // The state -----------------------------------------------------------------------------------------------------

    static List<String> createState(UnityTable state) {
        return List.of(
                createSchema(state),
                "CREATE TABLE IF NOT EXISTS " + state.quoted()
                        + " (stream STRING NOT NULL, target STRING, target_id STRING, fence BIGINT, owner STRING,"
                        + " first_id STRING, load_seq BIGINT, load_id STRING, rows_loaded BIGINT, position STRING,"
                        + " updated_at TIMESTAMP) USING DELTA PARTITIONED BY (stream)");
    }

    static String createSchema(UnityTable table) {
        return "CREATE SCHEMA IF NOT EXISTS " + UnityTable.quote(table.catalog()) + "."
                + UnityTable.quote(table.schema());
    }

    static String readState(UnityTable state, String stream) {
        return "SELECT fence, owner, load_seq, first_id, load_id, rows_loaded, position, target_id FROM "
                + state.quoted() + " WHERE stream = " + DatabricksLiteral.text(stream);
    }

    String addStream() {
        return "MERGE INTO " + state.quoted() + " AS t USING (SELECT " + stream() + " AS stream, "
                + DatabricksLiteral.text(order.target().toString()) + " AS target) AS s ON t.stream = s.stream"
                + " WHEN NOT MATCHED THEN INSERT (stream, target, first_id, fence, load_seq, rows_loaded)"
                + " VALUES (s.stream, s.target, '" + order.id() + "', 0, 0, 0)";
    }

    /**
     * Gives the next fencing token to this owner, unless somebody else has taken it.
     *
     * @param owner a UUID
     */
    String takeOver(TargetState before, UUID owner) {
        return "UPDATE " + state.quoted() + " SET fence = " + (before.fence() + 1) + ", owner = '" + owner
                + "', updated_at = current_timestamp() WHERE stream = " + stream() + " AND fence = " + before.fence();
    }

    /** Moves the state on, unless somebody else has taken over or moved it. */
    String advance(TargetState before, TargetState next) {
        return "UPDATE " + state.quoted() + " SET load_seq = " + next.sequence() + ", load_id = '" + order.id()
                + "', rows_loaded = " + next.rows() + ", position = " + nullable(next.position()) + ", target_id = "
                + nullable(next.targetId()) + ", updated_at = current_timestamp() WHERE stream = " + stream()
                + " AND fence = "
                + before.fence()
                + " AND load_seq = " + before.sequence();
    }

    /** Sets the position, unless somebody else has taken over or moved it. */
    static String reposition(UnityTable state, String stream, TargetState before, TargetState next) {
        return "UPDATE " + state.quoted() + " SET fence = " + next.fence() + ", owner = NULL, load_seq = "
                + next.sequence() + ", load_id = '" + next.loadId().orElseThrow() + "', rows_loaded = 0, position = "
                + nullable(next.position()) + ", updated_at = current_timestamp() WHERE stream = "
                + DatabricksLiteral.text(stream) + " AND fence = " + before.fence() + " AND load_seq = "
                + before.sequence();
    }

    private static String nullable(Optional<String> text) {
        return text.map(DatabricksLiteral::text).orElse("NULL");
    }

    private String stream() {
        return DatabricksLiteral.text(order.stream());
    }

    /** A change of the table's metadata makes statements fail that began before it. */
    static String fence(UnityTable target, TargetState state) {
        return "ALTER TABLE " + target.quoted() + " SET TBLPROPERTIES ('bridge.fence' = '" + state.fence() + "')";
    }

    // The table -----------------------------------------------------------------------------------------------------

    String createTable() {
        TableOptions options = order.settings().table();
        String columns = order.schema().columns().stream().map(this::definition).collect(Collectors.joining(", "));
        String system =
                order.mode().systemColumn().map(name -> ", " + name + " STRING").orElse("");
        String comment = options.comment()
                .map(text -> " COMMENT " + DatabricksLiteral.quoted(text))
                .orElse("");
        return "CREATE TABLE IF NOT EXISTS " + order.target().quoted() + " (" + columns + system + ") USING DELTA"
                + clusterBy() + comment + " TBLPROPERTIES (" + properties() + ")";
    }

    private String definition(Column column) {
        String comment = order.settings().table().columnComments().entrySet().stream()
                .filter(entry -> order.schema().find(entry.getKey()).equals(Optional.of(column)))
                .map(entry -> " COMMENT " + DatabricksLiteral.quoted(entry.getValue()))
                .findFirst()
                .orElse("");
        return UnityTable.quote(column.name()) + " "
                + SchemaContract.typeOf(column).toUpperCase(Locale.ROOT)
                + (column.nullable() ? "" : " NOT NULL") + comment;
    }

    private String properties() {
        Map<String, String> all = new TreeMap<>(Map.of(
                "delta.enableDeletionVectors", "true",
                "delta.enableTypeWidening", "true",
                "delta.feature.timestampNtz", "supported"));
        if (needsMapping()) {
            all.put("delta.columnMapping.mode", "name");
        }
        all.putAll(order.settings().table().properties());
        return all.entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "' = " + DatabricksLiteral.quoted(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private boolean needsMapping() {
        return order.schema().columns().stream()
                .anyMatch(column -> NEEDS_MAPPING.matcher(column.name()).find());
    }

    private String clusterBy() {
        List<String> columns = clusterColumns();
        return columns.isEmpty()
                ? ""
                : columns.stream().map(UnityTable::quote).collect(Collectors.joining(", ", " CLUSTER BY (", ")"));
    }

    /** As the schema spells them: Delta asks for it. */
    private List<String> clusterColumns() {
        List<String> asked = order.settings().table().clusterBy();
        return (asked.isEmpty() ? columnsOfMode() : asked)
                .stream()
                        .map(order.schema()::indexOf)
                        .filter(index -> index < COLUMNS_WITH_STATISTICS)
                        .map(order.schema().columns()::get)
                        .filter(column -> !WITHOUT_RANGE.contains(SchemaContract.typeOf(column)))
                        .map(Column::name)
                        .limit(TableOptions.MOST_CLUSTER_COLUMNS)
                        .toList();
    }

    private List<String> columnsOfMode() {
        if (order.mode() instanceof Merge merge) {
            return merge.keys();
        }
        return order.mode() instanceof ReplaceWhere where
                ? List.of(where.slices().column())
                : List.of();
    }

    static String change(UnityTable table, Change change) {
        String name = UnityTable.quote(change.column());
        String alter = "ALTER TABLE " + table.quoted() + " ";
        if (change instanceof Change.Add add) {
            return alter + "ADD COLUMNS (" + name + " " + add.type().toUpperCase(Locale.ROOT) + ")";
        }
        return change instanceof Change.Widen widen
                ? alter + "ALTER COLUMN " + name + " TYPE " + widen.type().toUpperCase(Locale.ROOT)
                : alter + "ALTER COLUMN " + name + " DROP NOT NULL";
    }

    // The data ------------------------------------------------------------------------------------------------------

    /** How many rows the load would replace. */
    String replacedRows(DeltaTable table) {
        String where =
                order.mode() instanceof ReplaceWhere replace ? " WHERE " + predicate(replace.slices(), table) : "";
        return rows(order.target()) + where;
    }

    /** How many rows a table has. */
    static String rows(UnityTable table) {
        return "SELECT count(*) FROM " + table.quoted();
    }

    /** How many rows the files have. */
    String fileRows() {
        return "SELECT count(*) FROM " + files();
    }

    /** The statement that brings the rows, whatever the mode. */
    String load(DeltaTable table, TargetState expected) {
        String target = order.target().quoted();
        String guarded = " FROM " + files() + " AS s WHERE " + guard(expected);
        if (order.mode() instanceof Merge merge) {
            return merge(merge, table, expected);
        }
        if (order.mode() instanceof ReplaceWhere where) {
            return "INSERT INTO " + target + " REPLACE WHERE " + predicate(where.slices(), table) + " SELECT "
                    + values(table, expected) + (where.keys().isEmpty() ? guarded : keyed(where.keys(), expected));
        }
        if (order.mode() instanceof LoadMode.Append) {
            return "INSERT INTO " + target + " REPLACE WHERE " + unfinished(expected) + " SELECT "
                    + values(table, expected) + guarded;
        }
        return "INSERT OVERWRITE " + target + " BY NAME SELECT " + values(table, expected) + guarded;
    }

    /** The rows of this load, and of those of its stream that were given up: their ids come behind that of the last one that ended. */
    private String unfinished(TargetState expected) {
        String begin = expected.loadId().map(last -> " > '" + last + "'").orElse(" >= '" + expected.first() + "'");
        return LoadMode.LOAD_ID + begin + " AND " + LoadMode.LOAD_ID + " < '"
                + order.id().afterFamily() + "'";
    }

    /** How many rows of the table the load has appended. */
    String loadedRows() {
        return "SELECT count(*) FROM " + order.target().quoted() + " WHERE " + LoadMode.LOAD_ID + " = '" + order.id()
                + "'";
    }

    /** The rows of the files, when none of them has the key of another one. */
    private String keyed(List<String> keys, TargetState expected) {
        return " FROM (SELECT s.*, row_number()" + window(keys, Optional.empty()) + NUMBER + " FROM " + files()
                + " AS s WHERE " + guard(expected) + ") AS s WHERE " + onlyOne();
    }

    /** How many keys have two rows that the statement could not choose between; empty when the mode has no keys. */
    Optional<String> doubledKeys() {
        if (order.mode() instanceof Merge merge) {
            return Optional.of(doubledKeys(merge.keys(), merge.newestBy()));
        }
        return order.mode() instanceof ReplaceWhere where && !where.keys().isEmpty()
                ? Optional.of(doubledKeys(where.keys(), Optional.empty()))
                : Optional.empty();
    }

    private String doubledKeys(List<String> keys, Optional<String> newestBy) {
        return "SELECT count(*) FROM (SELECT " + ranks(keys, newestBy) + " FROM " + files() + ") AS s WHERE " + RANK
                + " = 1 AND " + NUMBER + " = 2";
    }

    /** Of each row, how many of its key are newer, and its place among those of its key. */
    private static String ranks(List<String> keys, Optional<String> newestBy) {
        String window = window(keys, newestBy);
        return "rank()" + window + RANK + ", row_number()" + window + NUMBER;
    }

    private static String window(List<String> keys, Optional<String> newestBy) {
        String newest = newestBy.map(name -> UnityTable.quote(name) + " DESC NULLS LAST")
                .orElse("1");
        return " OVER (PARTITION BY " + quoted(keys) + " ORDER BY " + newest + ") AS ";
    }

    private static String onlyOne() {
        return "if(" + NUMBER + " = 1, true, raise_error('two rows with one key'))";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(UnityTable::quote).collect(Collectors.joining(", "));
    }

    /** Rows of one key: with nothing that tells which is newer, or with two that are the newest, the load fails. */
    private String merge(Merge merge, DeltaTable table, TargetState expected) {
        String source = "SELECT " + values(table, expected) + " FROM (SELECT s.*, "
                + ranks(merge.keys(), merge.newestBy()) + " FROM " + files() + " AS s WHERE " + guard(expected)
                + ") AS s WHERE " + RANK + " = 1 AND " + onlyOne();
        String on = merge.keys().stream()
                .map(key -> "t." + UnityTable.quote(key) + " <=> s." + UnityTable.quote(key))
                .collect(Collectors.joining(" AND "));
        return "MERGE INTO " + order.target().quoted() + " AS t USING (" + source + ") AS s ON " + on
                + " WHEN MATCHED" + unlessNewer(merge, table) + " THEN UPDATE SET "
                + columns(loaded(table), name -> name + " = s." + name)
                + " WHEN NOT MATCHED THEN INSERT (" + columns(table, name -> name) + ") VALUES ("
                + columns(table, name -> "s." + name)
                + ")";
    }

    /** What the contract has discarded is not there to be compared. */
    private static String unlessNewer(Merge merge, DeltaTable table) {
        return merge.newestBy()
                .filter(name -> merge.keepsNewer() && table.column(name).isPresent())
                .map(UnityTable::quote)
                .map(name -> " AND (t." + name + " IS NULL OR s." + name + " >= t." + name + ")")
                .orElse("");
    }

    /** The columns that the load brings; in a row that is there, all others keep their values. */
    private DeltaTable loaded(DeltaTable table) {
        return new DeltaTable(
                table.id(),
                table.columns().stream()
                        .filter(column -> column.name().equalsIgnoreCase(LoadMode.SEQUENCE)
                                || order.schema().find(column.name()).isPresent())
                        .toList());
    }

    private static String columns(DeltaTable table, Function<String, String> text) {
        return table.columns().stream()
                .map(column -> text.apply(UnityTable.quote(column.name())))
                .collect(Collectors.joining(", "));
    }

    /** A value for every column of the table, in its order; what the source does not have is null. */
    private String values(DeltaTable table, TargetState expected) {
        return table.columns().stream()
                .map(column -> value(column, table, expected) + " AS " + UnityTable.quote(column.name()))
                .collect(Collectors.joining(", "));
    }

    private String value(DeltaColumn column, DeltaTable table, TargetState expected) {
        if (column.name().equalsIgnoreCase(LoadMode.LOAD_ID)) {
            return "'" + order.id() + "'";
        }
        if (column.name().equalsIgnoreCase(LoadMode.SEQUENCE)) {
            return "'" + String.format(Locale.ROOT, "%016d", expected.sequence() + 1) + "'";
        }
        Optional<Column> source = order.schema().find(column.name());
        String type = column.type().toUpperCase(Locale.ROOT);
        return source.filter(there -> order.settings().contract().loads(there, table))
                .map(there -> SchemaContract.typeOf(there).equals(column.type())
                        ? "s." + UnityTable.quote(there.name())
                        : "CAST(s." + UnityTable.quote(there.name()) + " AS " + type + ")")
                .orElse("CAST(NULL AS " + type + ")");
    }

    private String guard(TargetState expected) {
        return "(SELECT if(max(fence) = " + expected.fence() + " AND max(load_seq) = " + expected.sequence()
                + ", true, raise_error('overtaken')) FROM " + state.quoted() + " WHERE stream = "
                + stream() + ") AND (SELECT if(count(*) = " + order.rows()
                + ", true, raise_error('another count of rows')) FROM " + files() + ")";
    }

    /** The files by their names, since the folder may have others. */
    private String files() {
        VolumePath folder = order.files().get(0).parent().orElseThrow();
        String names = order.files().stream()
                .map(file -> file.value().substring(folder.value().length() + 1))
                .collect(Collectors.joining(","));
        return "parquet.`" + folder + "/" + (order.files().size() == 1 ? names : "{" + names + "}") + "`";
    }

    private static String predicate(Slices slices, DeltaTable table) {
        String name = UnityTable.quote(slices.column());
        String type = table.column(slices.column()).orElseThrow().type();
        if (slices instanceof Slices.Period period) {
            return DatabricksLiteral.between(slices.column(), name, type, period.from(), period.to());
        }
        Function<String, String> literal = value -> DatabricksLiteral.of(slices.column(), type, value);
        List<Optional<String>> values = ((Slices.Values) slices).values();
        String list = values.stream().flatMap(Optional::stream).map(literal).collect(Collectors.joining(", "));
        String in = list.isEmpty() ? "" : name + " IN (" + list + ")";
        String absent = values.stream().allMatch(Optional::isPresent) ? "" : name + " IS NULL";
        return in.isEmpty() || absent.isEmpty() ? in + absent : "(" + in + " OR " + absent + ")";
    }
}
