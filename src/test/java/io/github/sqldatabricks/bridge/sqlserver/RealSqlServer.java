package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * The TDS server that the environment names ({@code BRIDGE_TEST_SQLSERVER_HOST}, {@code _PORT}, {@code _DATABASE},
 * {@code _USERNAME}, {@code _PASSWORD}, {@code _TRUST_CERT}). Without one, the tests that need it are skipped.
 */
final class RealSqlServer implements AutoCloseable {

    static final Country COUNTRY = new Country("bolivia");

    private static final String PREFIX = "BRIDGE_TEST_SQLSERVER_";

    private final SqlServerPools pools;
    private final TestSqlServerConfig config;
    private final ConnectionSettings settings;

    /** Reads through {@code config}, which {@link #config()} has made and the test may have changed. */
    RealSqlServer(TestSqlServerConfig config) {
        pools = new SqlServerPools(config);
        this.config = config;
        settings = ConnectionSettings.of(config);
    }

    /** Skips the test, saying so, when the environment names no server. */
    static TestSqlServerConfig config() {
        Assumptions.assumeTrue(
                System.getenv(PREFIX + "HOST") != null,
                "SKIPPED: set " + PREFIX + "HOST (_PORT, _DATABASE, _USERNAME, _PASSWORD, _TRUST_CERT) to run this");
        TestSqlServerConfig config = new TestSqlServerConfig();
        config.host = environment("HOST", "");
        config.port = Integer.parseInt(environment("PORT", "1433"));
        config.database = environment("DATABASE", "master");
        config.username = environment("USERNAME", "");
        config.password = environment("PASSWORD", "");
        config.trustCertificate = Boolean.parseBoolean(environment("TRUST_CERT", "false"));
        return config;
    }

    private static String environment(String name, String otherwise) {
        return System.getenv().getOrDefault(PREFIX + name, otherwise);
    }

    SqlServerPools pools() {
        return pools;
    }

    SqlServerRowSource source() {
        return new SqlServerRowSource(pools, config.temporalPolicy, config.maxValueBytes);
    }

    /** Whether it is Babelfish, which lacks some of SQL Server (docs say what). */
    boolean isBabelfish() throws SQLException {
        return scalar("SELECT @@VERSION").contains("Babelfish");
    }

    /** A connection beside those that are tested. */
    Connection connect() throws SQLException {
        return pools.connect(settings);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String scalar(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** A table name that nobody else has. */
    static String uniqueTable() {
        return "dbo.bridge_test_" + UUID.randomUUID().toString().replace("-", "");
    }

    static RowQuery query(String sql, ParameterValue.Scalar... parameters) {
        return query(sql, OptionalLong.empty(), Map.of(), parameters);
    }

    static RowQuery query(
            String sql, OptionalLong limit, Map<String, TemporalPolicy> policies, ParameterValue.Scalar... parameters) {
        return new RowQuery(COUNTRY, new QueryName("tested"), sql, List.of(parameters), limit, policies);
    }

    RowStream open(RowQuery query) {
        return source().open(query, new Cancellation());
    }

    List<List<Object>> read(RowQuery query) {
        try (RowStream stream = open(query)) {
            return ReadRows.all(stream);
        }
    }

    @Override
    public void close() {
        pools.close();
    }
}
