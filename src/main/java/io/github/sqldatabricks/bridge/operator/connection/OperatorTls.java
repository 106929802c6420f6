package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import java.nio.file.Path;
import java.util.Optional;

/** How the connection is encrypted. */
record OperatorTls(NamedSettings settings) implements SqlServerConfig.Tls {

    @Override
    public boolean strict() {
        return settings.flag("tls.strict", false);
    }

    @Override
    public Optional<Path> trustStore() {
        return settings.file("tls.trust-store");
    }

    @Override
    public Optional<String> trustStorePassword() {
        return settings.text("tls.trust-store-password");
    }

    @Override
    public Optional<String> hostName() {
        return settings.text("tls.host-name");
    }

    @Override
    public Optional<Path> certificate() {
        return settings.file("tls.certificate");
    }
}
