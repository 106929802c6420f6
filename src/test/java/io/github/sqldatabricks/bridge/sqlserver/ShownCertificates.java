package io.github.sqldatabricks.bridge.sqlserver;

import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates that a server shows. The driver makes an object of this class by its name ({@code trustManagerClass}), so
 * what it saw is kept statically.
 */
public final class ShownCertificates implements X509TrustManager {

    private static volatile List<X509Certificate> seen = List.of();

    /** The server's own first, then those above it, as far as it shows them. */
    static List<X509Certificate> of(TestSqlServerConfig server) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", server.username);
        properties.put("password", server.password);
        properties.put("encrypt", "true");
        properties.put("trustManagerClass", ShownCertificates.class.getName());
        String url = "jdbc:sqlserver://" + server.host + ":" + server.port + ";databaseName=" + server.database;
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return seen;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        // Nobody asks.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        seen = List.of(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
