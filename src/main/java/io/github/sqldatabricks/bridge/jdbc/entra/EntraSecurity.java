package io.github.sqldatabricks.bridge.jdbc.entra;

import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.security.AgroalSecurityProvider;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.util.Optional;
import java.util.Properties;

/** How a pool logs in. By tokens, each new connection gets the token of its time; an open connection outlives its token. */
public final class EntraSecurity implements AgroalSecurityProvider {

    /**
     * Makes the pool log in by tokens when {@code entra} says so, and otherwise with what there is of a user name and a password.
     */
    public static void logIn(
            AgroalConnectionFactoryConfigurationSupplier factory,
            EntraLogin entra,
            Optional<String> username,
            Optional<String> password) {
        if (entra.identity().isPresent()) {
            EntraTokens tokens = new EntraTokens(entra, entra.identity().get());
            factory.addSecurityProvider(new EntraSecurity()).credential(tokens);
            return;
        }
        username.ifPresent(name -> factory.principal(new NamePrincipal(name)));
        password.ifPresent(secret -> factory.credential(new SimplePassword(secret)));
    }

    @Override
    public Properties getSecurityProperties(Object credential) {
        if (!(credential instanceof EntraTokens tokens)) {
            return null;
        }
        Properties properties = new Properties();
        properties.setProperty("accessToken", tokens.token());
        return properties;
    }
}
