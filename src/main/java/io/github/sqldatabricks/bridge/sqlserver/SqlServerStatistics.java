package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.SmallResult;
import io.github.sqldatabricks.bridge.replication.partition.KeyColumn;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Histograms of SQL Server's own statistics (from 2016 SP1 CU2 on).
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-stats-histogram-transact-sql">sys.dm_db_stats_histogram</a>
 */
public final class SqlServerStatistics implements KeyStatistics {

    private static final QueryName NAME = new QueryName("statistics");
    private static final String KEY = "bridge_key";

    /** Of a server that is older or another, or of a login that may not see them: the key is walked along instead. */
    private static final Set<ErrorCode> NOT_THERE = Set.of(
            ErrorCode.SQLSERVER_INVALID_QUERY, ErrorCode.SQLSERVER_PERMISSION_DENIED, ErrorCode.SQLSERVER_QUERY_FAILED);

    private final RowSource source;

    /** @param source reads the servers that are asked */
    public SqlServerStatistics(RowSource source) {
        this.source = source;
    }

    @Override
    public List<Step> histogram(Country country, SqlServerTable table, KeyColumn key, Cancellation cancellation) {
        try {
            return SmallResult.read(source, query(country, table, key), cancellation).stream()
                    .filter(row -> row.get(0).isPresent())
                    .map(row -> step(key, row))
                    .toList();
        } catch (BridgeException.RemotePermanent e) {
            if (NOT_THERE.contains(e.error())) {
                return List.of();
            }
            throw e;
        }
    }

    private static Step step(KeyColumn key, List<Optional<String>> row) {
        return new Step(
                key.value(row.get(0).orElseThrow()),
                Double.parseDouble(row.get(1).orElseThrow()),
                Double.parseDouble(row.get(2).orElseThrow()));
    }

    /** The newest unfiltered statistics that begin with the column. */
    private static RowQuery query(Country country, SqlServerTable table, KeyColumn key) {
        String sql = "SELECT CAST(h.range_high_key AS " + key.type() + ") AS " + KEY
                + ", CAST(h.range_rows AS float) AS bridge_below, CAST(h.equal_rows AS float) AS bridge_equal"
                + " FROM (SELECT TOP (1) s.object_id, s.stats_id FROM sys.stats AS s JOIN sys.stats_columns AS c"
                + " ON c.object_id = s.object_id AND c.stats_id = s.stats_id AND c.stats_column_id = 1"
                + " WHERE s.object_id = OBJECT_ID(?) AND COL_NAME(c.object_id, c.column_id) = ? AND s.has_filter = 0"
                + " ORDER BY STATS_DATE(s.object_id, s.stats_id) DESC) AS n"
                + " CROSS APPLY sys.dm_db_stats_histogram(n.object_id, n.stats_id) AS h ORDER BY h.step_number";
        return new RowQuery(
                country,
                NAME,
                sql,
                List.of(new ParameterValue.Text(table.quoted()), new ParameterValue.Text(key.name())),
                OptionalLong.empty(),
                key.hasTime() ? Map.of(KEY, TemporalPolicy.TEXT) : Map.of());
    }
}
