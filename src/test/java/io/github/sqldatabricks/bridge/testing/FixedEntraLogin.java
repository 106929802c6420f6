package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A login by Microsoft Entra whose endpoints a test provides. */
public record FixedEntraLogin(
        Optional<Identity> identity, URI endpoint, Optional<String> clientSecret, Optional<Path> tokenFile)
        implements EntraLogin {

    /** A user name and a password are used. */
    public static final FixedEntraLogin NONE =
            new FixedEntraLogin(Optional.empty(), URI.create("http://localhost"), Optional.empty(), Optional.empty());

    @Override
    public Optional<String> tenantId() {
        return Optional.of("tenant-1");
    }

    @Override
    public Optional<String> clientId() {
        return Optional.of("client-1");
    }

    @Override
    public URI authority() {
        return endpoint;
    }

    @Override
    public URI metadataEndpoint() {
        return endpoint;
    }

    @Override
    public String resource() {
        return "https://database.windows.net/";
    }
}
