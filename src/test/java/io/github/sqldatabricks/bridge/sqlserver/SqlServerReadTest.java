package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Catches parameters that change on their way, limits that read too much, batches that outgrow their bound, and columns
 * that can't be named. Runs when the environment names a server.
 */
class SqlServerReadTest {

    private static final String NUMBERS = "(VALUES (1), (2), (3), (4), (5)) AS numbers (n)";

    private TestSqlServerConfig config;
    private RealSqlServer server;

    @BeforeEach
    void connect() {
        config = RealSqlServer.config();
        server = new RealSqlServer(config);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void parametersOfEveryKindArriveUnchanged() {
        String hostile = "O'Higgins; DROP TABLE x --/*{}?*/ \u00fc\u20ac\ud83d\ude00";
        RowQuery query = RealSqlServer.query(
                "SELECT CAST(? AS nvarchar(100)) AS t, CAST(? AS bigint) AS w, CAST(? AS decimal(38, 10)) AS e,"
                        + " CAST(? AS bit) AS f, CAST(? AS nvarchar(10)) AS n",
                new ParameterValue.Text(hostile),
                new ParameterValue.Whole(Long.MIN_VALUE),
                new ParameterValue.Exact(new BigDecimal("1234567890123456789012345678.0123456789")),
                new ParameterValue.Flag(true),
                new ParameterValue.Null());
        assertThat(server.read(query).get(0))
                .containsExactly(
                        hostile, Long.MIN_VALUE, new BigDecimal("1234567890123456789012345678.0123456789"), true, null);
    }

    @Test
    void aTextParameterIsConvertedToADateByTheServer() {
        assertThat(server.read(RealSqlServer.query(
                        "SELECT n FROM " + NUMBERS + " WHERE CAST(? AS date) = '2024-02-29'",
                        new ParameterValue.Text("2024-02-29"))))
                .hasSize(5);
    }

    @Test
    void aLimitEndsTheStreamAndKeepsTheConnection() throws SQLException {
        RowQuery limited = RealSqlServer.query("SELECT n FROM " + NUMBERS, OptionalLong.of(3), Map.of());
        assertThat(server.read(limited)).hasSize(3);
        assertThat(server.read(RealSqlServer.query("SELECT n FROM " + NUMBERS))).hasSize(5);
    }

    @Test
    void aBatchEndsAtItsBytesButHoldsOneRowHoweverWide() {
        String wide = "SELECT REPLICATE(CAST('x' AS varchar(max)), 100000) AS v FROM " + NUMBERS;
        try (RowStream stream = server.open(RealSqlServer.query(wide))) {
            RowBatch batch = new RowBatch(stream.schema(), 100);
            for (int row = 0; row < 5; row++) {
                assertThat(stream.fill(batch, 1000)).isTrue();
                assertThat(batch.size()).isOne();
                assertThat(batch.bytes()).isGreaterThan(100_000);
            }
            assertThat(stream.fill(batch, 1000)).isFalse();
        }
    }

    @Test
    void aValueOverTheLimitFailsWithItsColumnAndRow() {
        config.maxValueBytes = 1000;
        String sql = "SELECT REPLICATE(CAST('x' AS varchar(max)), CASE n WHEN 3 THEN 100000 ELSE 10 END) AS wide FROM "
                + NUMBERS;
        assertThatThrownBy(() -> server.read(RealSqlServer.query(sql)))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("Row 3")
                .hasMessageContaining("'wide'")
                .hasMessageContaining("bridge.sqlserver.max-value-size");
    }

    @Test
    void aThousandColumnsAreRead() {
        String columns = IntStream.range(0, 1000).mapToObj(i -> i + " AS c" + i).collect(Collectors.joining(", "));
        List<Object> row = server.read(RealSqlServer.query("SELECT " + columns)).get(0);
        assertThat(row).hasSize(1000).endsWith(998L, 999L);
    }

    @Test
    void aColumnWithoutANameIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> server.read(RealSqlServer.query(
                        "SELECT 1 AS a, CAST(NULL AS int) AS [b], n + 1 FROM " + NUMBERS + " WHERE n = 1")))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("Column 3")
                .hasMessageContaining("AS");
    }

    @Test
    void aPolicyForAColumnThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> server.read(
                        RealSqlServer.query("SELECT 1 AS a", OptionalLong.empty(), Map.of("b", TemporalPolicy.TEXT))))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("b");
    }

    @Test
    void theConsistencyIsWhatTheDatabaseAllows() throws SQLException {
        boolean allowed = server.scalar(
                        "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()")
                .equals("1");
        try (RowStream stream = server.open(RealSqlServer.query("SELECT 1 AS a"))) {
            assertThat(stream.consistency()).isEqualTo(allowed ? "snapshot" : "read-committed");
            assertThat(ReadRows.all(stream)).hasSize(1);
        }
        config.snapshot = false;
        try (RowStream stream = server.open(RealSqlServer.query("SELECT 1 AS a"))) {
            assertThat(stream.consistency()).isEqualTo("read-committed");
        }
    }
}
