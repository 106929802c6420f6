package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksSqlErrors;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.RowReader;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@link SourceRows} through the SQL warehouse: one statement tells the columns, another reads them, so all rows are of
 * one version of the table. Rows come in chunks of Arrow, a few at a time.
 */
public final class DatabricksSourceRows implements SourceRows {

    private static final String SNAPSHOT = "snapshot";

    private final Supplier<DatabricksJdbc> jdbc;
    private final long maxValueBytes;

    /**
     * Reads over connections of its own.
     *
     * @param jdbc asked for at each read; it throws while no workspace is configured
     * @param maxValueBytes the largest value that is read
     */
    public DatabricksSourceRows(Supplier<DatabricksJdbc> jdbc, long maxValueBytes) {
        this.jdbc = jdbc;
        this.maxValueBytes = maxValueBytes;
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        String doing = "Reading " + table;
        cancellation.check();
        JdbcSession session = connect(doing);
        Cancellation.Registration registration = cancellation.onCancel(session::abort);
        try {
            return new RegisteredRows(open(session, table, columns, doing), registration);
        } catch (SQLException e) {
            // Before the abort, after which every failure would look like a cancel.
            BridgeException failure = JdbcRowStream.failure(session, DatabricksSqlErrors::translate, e, doing);
            registration.close();
            session.abort();
            throw failure;
        } catch (RuntimeException e) {
            registration.close();
            session.abort();
            throw e;
        }
    }

    private JdbcSession connect(String doing) {
        try {
            Connection connection = jdbc.get().open();
            return new JdbcSession(connection, connection::close);
        } catch (SQLException e) {
            throw DatabricksSqlErrors.translate(e, doing);
        }
    }

    private RowStream open(JdbcSession session, UnityTable table, List<String> columns, String doing)
            throws SQLException {
        List<SourceColumn> selected = selected(session.connection(), table, columns);
        String expressions = selected.stream().map(SourceColumn::expression).collect(Collectors.joining(", "));
        PreparedStatement statement =
                session.use(session.connection().prepareStatement("SELECT " + expressions + " FROM " + table.quoted()));
        ResultSet result = statement.executeQuery();
        List<ReadableColumn> readable = SourceReaders.of(selected, maxValueBytes);
        return new JdbcRowStream(
                session,
                new RowReader(result, readable, Long.MAX_VALUE),
                ReadableColumn.schema(readable),
                SNAPSHOT,
                DatabricksSqlErrors::translate,
                doing);
    }

    private static List<SourceColumn> selected(Connection connection, UnityTable table, List<String> wanted)
            throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        for (String[] described : describe(connection, table)) {
            if (wanted.isEmpty() || contains(wanted, described[0])) {
                columns.add(SourceColumn.of(described[0], described[1]));
            }
        }
        requireAll(wanted, columns, table);
        return columns;
    }

    private static List<String[]> describe(Connection connection, UnityTable table) throws SQLException {
        List<String[]> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + table.quoted() + " LIMIT 0");
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData metadata = result.getMetaData();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                columns.add(new String[] {metadata.getColumnName(i), type(metadata, i)});
            }
        }
        return columns;
    }

    private static String type(ResultSetMetaData metadata, int index) throws SQLException {
        String type = metadata.getColumnTypeName(index);
        return type.equalsIgnoreCase("DECIMAL")
                ? "DECIMAL(" + metadata.getPrecision(index) + "," + metadata.getScale(index) + ")"
                : type;
    }

    private static void requireAll(List<String> wanted, List<SourceColumn> found, UnityTable table) {
        Optional<String> missing = wanted.stream()
                .filter(name -> found.stream()
                        .noneMatch(column -> column.column().name().equalsIgnoreCase(name)))
                .findFirst();
        if (missing.isPresent()) {
            throw new BridgeException.RemotePermanent(
                    "columns-do-not-match",
                    "Key column '" + missing.get() + "' is not in " + table + ". Nothing was changed.");
        }
    }

    private static boolean contains(List<String> names, String name) {
        return names.stream().anyMatch(wanted -> wanted.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
    }
}
