package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import java.nio.file.Path;
import java.util.Optional;

/** The login by a Windows account, if there is one. */
record OperatorWindowsLogin(NamedSettings settings) implements SqlServerConfig.WindowsLogin {

    @Override
    public Optional<Scheme> login() {
        return settings.constant("windows.login", Scheme.values());
    }

    @Override
    public Optional<String> domain() {
        return settings.text("windows.domain");
    }

    @Override
    public Optional<String> principal() {
        return settings.text("windows.principal");
    }

    @Override
    public Optional<Path> keytab() {
        return settings.file("windows.keytab");
    }

    @Override
    public Optional<String> servicePrincipalName() {
        return settings.text("windows.service-principal-name");
    }
}
