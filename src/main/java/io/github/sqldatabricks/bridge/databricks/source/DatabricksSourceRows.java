package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.databricks.DatabricksSqlErrors;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

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
                DatabricksSqlErrors::translate);
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        return rows.open("Reading " + table, cancellation, connection -> prepare(connection, table, columns));
    }

    private DatabricksRows.Prepared prepare(Connection connection, UnityTable table, List<String> columns)
            throws SQLException {
        List<SourceColumn> selected = SelectedColumns.of(table, describe(connection, table), columns);
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
}
