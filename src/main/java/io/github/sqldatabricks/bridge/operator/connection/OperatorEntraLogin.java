package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The login by Microsoft Entra, if there is one. */
record OperatorEntraLogin(NamedSettings settings) implements EntraLogin {

    @Override
    public Optional<Identity> identity() {
        return settings.constant("entra.identity", Identity.values());
    }

    @Override
    public Optional<String> tenantId() {
        return settings.text("entra.tenant-id");
    }

    @Override
    public Optional<String> clientId() {
        return settings.text("entra.client-id");
    }

    @Override
    public Optional<String> clientSecret() {
        return settings.text("entra.client-secret");
    }

    @Override
    public Optional<Path> tokenFile() {
        return settings.file("entra.token-file");
    }

    @Override
    public URI authority() {
        return URI.create(settings.text("entra.authority").orElse("https://login.microsoftonline.com"));
    }

    @Override
    public URI metadataEndpoint() {
        return URI.create(settings.text("entra.metadata-endpoint").orElse("http://169.254.169.254"));
    }

    @Override
    public String resource() {
        return settings.text("entra.resource").orElse("https://database.windows.net/");
    }
}
