package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The service's settings, with the SQL Server of the environment (the same variables as for the tests). */
final class Settings {

    private static final String VARIABLE = "BRIDGE_TEST_SQLSERVER_";

    private Settings() {}

    static SmallRyeConfig load() {
        Map<String, String> values = new HashMap<>();
        values.put("bridge.sqlserver.host", variable("HOST", null));
        values.put("bridge.sqlserver.port", variable("PORT", "1433"));
        values.put("bridge.sqlserver.database", variable("DATABASE", null));
        values.put("bridge.sqlserver.username", variable("USERNAME", null));
        values.put("bridge.sqlserver.password", variable("PASSWORD", null));
        values.put("bridge.sqlserver.trust-certificate", variable("TRUST_CERT", "false"));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(values, "benchmark", 500))
                .withMapping(SqlServerConfig.class)
                .withMapping(ExtractionConfig.class)
                .withMapping(ParquetConfig.class)
                .withMapping(DatabricksConfig.class)
                .withValidateUnknown(false)
                .build();
    }

    /** Without Quarkus nobody configures the log, and everything, debug included, would be kept for later. */
    static void quietLog() {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /** A connection of the driver alone, for what the bridge is compared with. */
    static Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", variable("USERNAME", null));
        properties.setProperty("password", variable("PASSWORD", null));
        properties.setProperty("trustServerCertificate", variable("TRUST_CERT", "false"));
        properties.setProperty("packetSize", "16192");
        // Dates go over as dates: as text, which is the driver's default, not every server stores them right.
        properties.setProperty("sendTemporalDataTypesAsStringForBulkCopy", "false");
        return DriverManager.getConnection(
                "jdbc:sqlserver://" + variable("HOST", null) + ":" + variable("PORT", "1433") + ";databaseName="
                        + variable("DATABASE", null) + ";encrypt=true",
                properties);
    }

    static String variable(String name, String otherwise) {
        String value = System.getenv(VARIABLE + name);
        if (value == null && otherwise == null) {
            throw new IllegalStateException("Set " + VARIABLE + "HOST, _DATABASE, _USERNAME, _PASSWORD (and _PORT,"
                    + " _TRUST_CERT) to the SQL Server that is measured; " + VARIABLE + name + " is missing.");
        }
        return value == null ? otherwise : value;
    }
}
