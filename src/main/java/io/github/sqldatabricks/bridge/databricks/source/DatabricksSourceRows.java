package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.databricks.DatabricksErrors;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@link SourceRows} through the SQL warehouse: one statement tells the columns, another reads them, so all rows are of
 * one version of the table. Rows come in chunks of Arrow, a few at a time.
 */
public final class DatabricksSourceRows implements SourceRows {

    private final DatabricksRows rows;
    private final long maxRowBytes;

    /**
     * Reads over connections of its own.
     *
     * @param jdbc asked for at each read; it throws while no workspace is configured
     * @param maxValueBytes the largest value that is read
     */
    public DatabricksSourceRows(Supplier<DatabricksJdbc> jdbc, long maxValueBytes) {
        this(jdbc, maxValueBytes, HeapShare.ofRow(1));
    }

    /**
     * As {@link #DatabricksSourceRows(Supplier, long)}.
     *
     * @param maxRowBytes the largest row that is read, of texts and bytes together
     */
    public DatabricksSourceRows(Supplier<DatabricksJdbc> jdbc, long maxValueBytes, long maxRowBytes) {
        this.maxRowBytes = maxRowBytes;
        this.rows = new DatabricksRows(
                jdbc,
                ValueBound.ofSetting("bridge.databricks.max-value-size", maxValueBytes),
                DatabricksErrors::translate);
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        return rows.open("Reading " + table, cancellation, connection -> prepare(connection, table, columns));
    }

    private DatabricksRows.Prepared prepare(Connection connection, UnityTable table, List<String> columns)
            throws SQLException {
        List<SourceColumn> selected = SourceColumn.selected(table, describe(connection, table), columns);
        GuardedSelect select = new GuardedSelect(table, selected, maxRowBytes);
        return new DatabricksRows.Prepared(
                connection.prepareStatement(select.sql()),
                selected.stream().map(SourceColumn::column).toList(),
                select.isGuarded() ? OptionalLong.of(maxRowBytes) : OptionalLong.empty());
    }

    private static Map<String, String> describe(Connection connection, UnityTable table) throws SQLException {
        Map<String, String> typeByName = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + table.quoted() + " LIMIT 0");
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData metadata = result.getMetaData();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                typeByName.put(metadata.getColumnName(i), type(metadata, i));
            }
        }
        return typeByName;
    }

    private static String type(ResultSetMetaData metadata, int index) throws SQLException {
        String type = metadata.getColumnTypeName(index);
        return type.equalsIgnoreCase("DECIMAL")
                ? "DECIMAL(" + metadata.getPrecision(index) + "," + metadata.getScale(index) + ")"
                : type;
    }

    /**
     * The statement that reads a source table without its oversized rows. The driver keeps whole chunks in memory, so a row that is too
     * large for this process has to be found in the warehouse: of such a row the texts and bytes come as null, and one column more, the
     * last, comes with their sizes in bytes, separated by blanks; it is null in all other rows.
     *
     * @param table what is read
     * @param columns in the order of the result
     * @param maxRowBytes the most bytes of texts and bytes that a row may have together
     */
    record GuardedSelect(UnityTable table, List<SourceColumn> columns, long maxRowBytes) {

        /** Whether any column's values can be large; only then the statement has the column of sizes. */
        boolean isGuarded() {
            return columns.stream().anyMatch(GuardedSelect::isOfAnySize);
        }

        String sql() {
            return isGuarded() ? guarded() : "SELECT " + expressions(false) + " FROM " + table.quoted();
        }

        private String guarded() {
            List<String> selected = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                selected.add(
                        isOfAnySize(columns.get(i))
                                ? "CASE WHEN row_bytes <= " + maxRowBytes + " THEN " + value(i) + " END"
                                : value(i));
            }
            return "SELECT " + String.join(", ", selected)
                    + ", CASE WHEN row_bytes > " + maxRowBytes + " THEN concat_ws(' ', "
                    + sizes("CAST(%s AS STRING)", ", ")
                    + ") END AS sizes FROM (SELECT *, " + sizes("%s", " + ") + " AS row_bytes FROM (SELECT "
                    + expressions(true) + " FROM " + table.quoted() + ") AS source_values) AS measured";
        }

        private String expressions(boolean named) {
            return IntStream.range(0, columns.size())
                    .mapToObj(i -> columns.get(i).expression() + (named ? " AS " + value(i) : ""))
                    .collect(Collectors.joining(", "));
        }

        /** The sizes of all columns that can be large; of the others 0, so that each has its place. */
        private String sizes(String form, String separator) {
            return IntStream.range(0, columns.size())
                    .mapToObj(i -> isOfAnySize(columns.get(i)) ? form.formatted(size(i)) : form.formatted("0"))
                    .collect(Collectors.joining(separator));
        }

        private static String size(int column) {
            return "coalesce(CAST(octet_length(" + value(column) + ") AS BIGINT), 0)";
        }

        private static String value(int column) {
            return "v" + column;
        }

        private static boolean isOfAnySize(SourceColumn column) {
            ColumnType type = column.column().type();
            return switch (type.kind()) {
                case TEXT, BYTES -> true;
                case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, DATE, LOCAL_TIMESTAMP, INSTANT -> false;
            };
        }
    }
}
