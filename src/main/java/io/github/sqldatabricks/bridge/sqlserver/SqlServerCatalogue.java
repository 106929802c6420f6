package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.replication.CatalogueRows;
import io.github.sqldatabricks.bridge.replication.CatalogueRows.Placed;
import io.github.sqldatabricks.bridge.replication.CatalogueRows.TableFacts;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The tables of a country's database, by views that every login may ask: what the login may not see is not among them. Sizes come from
 * the catalogue too, so that no VIEW DATABASE STATE is needed.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/object-catalog-views-transact-sql">Object
 *     catalog views</a>
 */
public final class SqlServerCatalogue implements SourceCatalogue {

    /** The bridge's own ledger is in the schema {@code bridge}. */
    private static final String OBJECTS =
            " FROM sys.objects AS o INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id"
                    + " AND s.name <> N'bridge'";

    private static final String KINDS = " o.type IN ('U', 'V') AND o.is_ms_shipped = 0";

    /** Rows and pages of the heap or the clustered index, of all partitions. */
    static final String TABLES = "SELECT s.name, o.name, o.type, p.row_count, a.pages, CAST(e.value AS nvarchar(4000))"
            + OBJECTS
            + " LEFT JOIN (SELECT object_id, SUM(rows) AS row_count FROM sys.partitions WHERE index_id IN (0, 1)"
            + " GROUP BY object_id) AS p ON p.object_id = o.object_id"
            + " LEFT JOIN (SELECT q.object_id, SUM(u.used_pages) AS pages FROM sys.partitions AS q"
            + " INNER JOIN sys.allocation_units AS u"
            + " ON u.container_id = CASE WHEN u.type = 2 THEN q.partition_id ELSE q.hobt_id END"
            + " WHERE q.index_id IN (0, 1) GROUP BY q.object_id) AS a ON a.object_id = o.object_id"
            + " LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0"
            + " AND e.name = N'MS_Description'"
            + " WHERE" + KINDS + " ORDER BY s.name, o.name";

    /** The name of an alias type's base; a CLR type has none. */
    static final String COLUMNS = "SELECT s.name, o.name, c.name, COALESCE(b.name, u.name), c.max_length, c.precision,"
            + " c.scale, c.is_nullable, CAST(e.value AS nvarchar(4000))"
            + OBJECTS
            + " INNER JOIN sys.columns AS c ON c.object_id = o.object_id"
            + " INNER JOIN sys.types AS u ON u.user_type_id = c.user_type_id"
            + " LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id"
            + " LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = o.object_id"
            + " AND e.minor_id = c.column_id AND e.name = N'MS_Description'"
            + " WHERE" + KINDS + " ORDER BY s.name, o.name, c.column_id";

    /** Type 1 is clustered, 2 is not. One that is filtered has not all rows; a disabled one holds nothing. */
    static final String INDEXES = "SELECT s.name, o.name, i.name, i.is_primary_key, i.is_unique, i.type, c.name"
            + OBJECTS
            + " INNER JOIN sys.indexes AS i ON i.object_id = o.object_id AND i.type IN (1, 2) AND i.is_disabled = 0"
            + " AND i.is_hypothetical = 0 AND i.has_filter = 0"
            + " INNER JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id"
            + " AND k.key_ordinal > 0"
            + " INNER JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id"
            + " WHERE" + KINDS + " ORDER BY s.name, o.name, i.index_id, k.key_ordinal";

    private static final int CLUSTERED = 1;
    private static final long PAGE_BYTES = 8192;

    private final SqlServerPools pools;
    private final SqlServerErrors errors = new SqlServerErrors();

    /** @param pools stay the caller's to close */
    public SqlServerCatalogue(SqlServerPools pools) {
        this.pools = pools;
    }

    @Override
    public List<SourceTable> tables(Country country) {
        ConnectionSettings settings = pools.directory().settings(Optional.of(country));
        JdbcSession session = connect(settings);
        try {
            List<SourceTable> tables = tables(new TargetConnection(session, settings.statementTimeout()));
            session.close();
            return tables;
        } catch (SQLException e) {
            session.abort();
            throw errors.translate(e, "Reading the catalogue of " + settings.place());
        }
    }

    private JdbcSession connect(ConnectionSettings settings) {
        try {
            Connection connection = pools.connect(settings);
            return new JdbcSession(connection, DriverSockets.abort(connection));
        } catch (SQLException e) {
            throw errors.translate(e, "Connecting to SQL Server " + settings.place() + " as " + settings.username());
        }
    }

    private static List<SourceTable> tables(TargetConnection connection) throws SQLException {
        return new CatalogueRows(
                        connection.list(TABLES, row -> placed(row, facts(row))),
                        connection.list(COLUMNS, row -> placed(row, column(row))),
                        connection.list(INDEXES, row -> placed(row, keyColumn(row))))
                .together();
    }

    private static <T> Placed<T> placed(ResultSet row, T what) throws SQLException {
        return new Placed<>(row.getString(1), row.getString(2), what);
    }

    private static TableFacts facts(ResultSet row) throws SQLException {
        OptionalLong rows = count(row, 4);
        OptionalLong pages = count(row, 5);
        return new TableFacts(
                row.getString(3).strip().equals("V"),
                rows,
                pages.isPresent() ? OptionalLong.of(pages.getAsLong() * PAGE_BYTES) : pages,
                Optional.ofNullable(row.getString(6)));
    }

    private static OptionalLong count(ResultSet row, int index) throws SQLException {
        long count = row.getLong(index);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        DeclaredType declared =
                new DeclaredType(row.getString(4), row.getInt(5), row.getInt(6), row.getInt(7), OptionalInt.empty());
        return new SourceColumn(
                row.getString(3),
                declared.declaration(),
                declared.type().columnType(declared.precision(), declared.scale()),
                declared.type().readNote(),
                row.getBoolean(8),
                Optional.ofNullable(row.getString(9)));
    }

    private static SourceIndex keyColumn(ResultSet row) throws SQLException {
        return new SourceIndex(
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getInt(6) == CLUSTERED,
                List.of(row.getString(7)));
    }
}
