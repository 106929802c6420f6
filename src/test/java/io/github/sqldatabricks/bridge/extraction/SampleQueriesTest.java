package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Runs the project's sample templates, bound for the demo country, against tables of a few rows. Catches: a sample that
 * one of the two engines refuses, and parameters that reach the wrong marker.
 */
class SampleQueriesTest {

    private static final Map<String, Integer> EXPECTED_ROWS = Map.of(
            "customers_by_nation",
            2,
            "line_items",
            2,
            "orders_of_period",
            1,
            "revenue_by_month",
            2,
            "top_customers",
            2);

    private static final List<String> TABLES = List.of(
            "CREATE TABLE dbo.nation (n_nationkey bigint, n_name varchar(25))",
            "CREATE TABLE dbo.customer (c_custkey bigint, c_name varchar(25), c_phone varchar(15),"
                    + " c_acctbal decimal(15,2), c_mktsegment varchar(10), c_nationkey bigint)",
            "CREATE TABLE dbo.orders (o_orderkey bigint, o_custkey bigint, o_orderstatus varchar(1),"
                    + " o_totalprice decimal(15,2), o_orderdate date)",
            "CREATE TABLE dbo.lineitem (l_orderkey bigint, l_linenumber int, l_partkey bigint, l_suppkey bigint,"
                    + " l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2),"
                    + " l_tax decimal(15,2), l_returnflag varchar(1), l_linestatus varchar(1), l_shipdate date,"
                    + " l_commitdate date, l_receiptdate date, l_shipmode varchar(10), l_comment varchar(44))",
            "INSERT INTO dbo.nation VALUES (17, 'PERU'), (2, 'BRAZIL')",
            "INSERT INTO dbo.customer VALUES (1, 'A', '1', 10.50, 'AUTOMOBILE', 17), (2, 'B', '2', 20, 'BUILDING', 17),"
                    + " (3, 'C', '3', 30, 'MACHINERY', 2)",
            "INSERT INTO dbo.orders VALUES (1, 1, 'O', 5, '1995-12-31'), (2, 1, 'O', 6, '1996-01-01'),"
                    + " (3, 2, 'O', 7, '1995-06-01')",
            "INSERT INTO dbo.lineitem VALUES (1, 1, 1, 1, 1, 100, 0.05, 0, 'N', 'O', '1995-01-01', '1995-01-01',"
                    + " '1995-01-01', 'AIR', 'x'), (1, 2, 1, 1, 1, 200, 0.00, 0, 'N', 'O', '1995-02-01', '1995-01-01',"
                    + " '1995-01-01', 'AIR', 'y'), (2, 1, 1, 1, 1, 300, 0.05, 0, 'N', 'O', '1996-01-01', '1995-01-01',"
                    + " '1995-01-01', 'AIR', 'z')");

    @Test
    void theyRunOnTheSandboxsEngine() throws SQLException {
        String url = "jdbc:h2:mem:samples;MODE=MSSQLServer;CASE_INSENSITIVE_IDENTIFIERS=TRUE;INIT=CREATE SCHEMA IF NOT"
                + " EXISTS dbo";
        try (Connection connection = DriverManager.getConnection(url)) {
            create(connection);
            assertThat(rowsOfEachQuery(connection)).isEqualTo(EXPECTED_ROWS);
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "BRIDGE_TEST_SQLSERVER_HOST", matches = ".+")
    void theyRunOnSqlServer() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", System.getenv("BRIDGE_TEST_SQLSERVER_USERNAME"));
        login.setProperty("password", System.getenv("BRIDGE_TEST_SQLSERVER_PASSWORD"));
        login.setProperty("trustServerCertificate", System.getenv("BRIDGE_TEST_SQLSERVER_TRUST_CERT"));
        String url = "jdbc:sqlserver://%s:%s;databaseName=%s"
                .formatted(
                        System.getenv("BRIDGE_TEST_SQLSERVER_HOST"),
                        System.getenv("BRIDGE_TEST_SQLSERVER_PORT"),
                        System.getenv("BRIDGE_TEST_SQLSERVER_DATABASE"));
        try (Connection connection = DriverManager.getConnection(url, login)) {
            connection.setAutoCommit(false); // the tables go with the rollback
            create(connection);
            assertThat(rowsOfEachQuery(connection)).isEqualTo(EXPECTED_ROWS);
            connection.rollback();
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, Integer> rowsOfEachQuery(Connection connection) throws SQLException {
        Map<String, Integer> rows = new TreeMap<>();
        for (PlannedQuery planned : plan()) {
            rows.put(planned.query().name().value(), count(connection, planned.query()));
        }
        return rows;
    }

    private static int count(Connection connection, RowQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            for (int i = 0; i < query.parameters().size(); i++) {
                statement.setObject(i + 1, value(query.parameters().get(i)));
            }
            int rows = 0;
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows++;
                }
            }
            return rows;
        }
    }

    private static Object value(ParameterValue.Scalar parameter) {
        if (parameter instanceof ParameterValue.Whole whole) {
            return whole.value();
        }
        return parameter instanceof ParameterValue.Exact exact ? exact.value() : ParameterText.plain(parameter);
    }

    private static List<PlannedQuery> plan() {
        return new ExtractionPlanner(new FixedExtractionConfig(Path.of("")))
                .plan(new ExtractionRequest(
                        Optional.empty(),
                        Optional.empty(),
                        new Country("bolivia"),
                        Optional.empty(),
                        List.<QueryName>of(),
                        false,
                        OptionalInt.empty(),
                        Map.of(),
                        OptionalLong.empty()));
    }
}
