package io.github.sqldatabricks.bridge.sqlserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.partition.KeyColumn;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics.Step;
import io.github.sqldatabricks.bridge.replication.partition.PartitionContract;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner;
import io.github.sqldatabricks.bridge.replication.partition.TemplateParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of a real server's tables, in the order of its collation. */
class SqlServerPartitionTest extends PartitionContract {

    private RealSqlServer server;
    private String table;

    @BeforeEach
    void connectToServer() {
        server = new RealSqlServer(RealSqlServer.config());
    }

    @AfterEach
    void dropTable() throws SQLException {
        if (server != null) {
            server.execute("DROP TABLE IF EXISTS " + table);
            server.close();
        }
    }

    @Override
    protected String newTable() {
        table = RealSqlServer.uniqueTable();
        return table;
    }

    @Override
    protected Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    protected RowSource source() {
        return server.source();
    }

    /** A border of varchar may not come back as it went. */
    @Test
    void aTemplateIsNotDividedByVarchar() throws SQLException {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, code varchar(20) NULL)");
        RowQuery template = new RowQuery(
                COUNTRY,
                new QueryName("parts"),
                "SELECT id, code FROM " + table,
                List.of(),
                OptionalLong.empty(),
                Map.of());
        TemplateParts parts = new TemplateParts(new PartitionPlanner((c, t, k, x) -> List.of(), source()), source());
        assertTrue(assertThrows(
                        BridgeException.RemotePermanent.class,
                        () -> parts.parts(template, new PartitionBy("code", OptionalInt.of(2)), new Cancellation()))
                .getMessage()
                .contains("varchar(20)"));
    }

    /** Babelfish has no histograms; there, the answer must be none and no failure. */
    @Test
    void histogramsAscendAndCountEveryRow() throws SQLException {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL)");
        for (int id = 0; id < 50; id++) {
            server.execute("INSERT INTO " + table + " VALUES (" + id + ", N'name " + id % 7 + "')");
        }
        SqlServerStatistics statistics = new SqlServerStatistics(server.source());
        KeyColumn key = KeyColumn.of("id", "int").orElseThrow();
        if (server.isBabelfish()) {
            assertEquals(
                    List.of(), statistics.histogram(COUNTRY, SqlServerTable.parse(table), key, new Cancellation()));
            return;
        }
        server.execute("UPDATE STATISTICS " + table + " WITH FULLSCAN");
        List<Step> steps = statistics.histogram(COUNTRY, SqlServerTable.parse(table), key, new Cancellation());
        assertFalse(steps.isEmpty());
        assertEquals(
                50,
                steps.stream().mapToDouble(step -> step.below() + step.equal()).sum(),
                0.5);
    }
}
