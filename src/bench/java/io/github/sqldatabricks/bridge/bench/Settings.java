package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

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

    static String variable(String name, String otherwise) {
        String value = System.getenv(VARIABLE + name);
        if (value == null && otherwise == null) {
            throw new IllegalStateException("Set " + VARIABLE + "HOST, _DATABASE, _USERNAME, _PASSWORD (and _PORT,"
                    + " _TRUST_CERT) to the SQL Server that is measured; " + VARIABLE + name + " is missing.");
        }
        return value == null ? otherwise : value;
    }
}
