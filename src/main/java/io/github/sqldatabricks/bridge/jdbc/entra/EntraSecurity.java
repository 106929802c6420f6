package io.github.sqldatabricks.bridge.jdbc.entra;

import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.security.AgroalSecurityProvider;
import java.util.Properties;

/** Gives each new connection of a pool the token of its time. An open connection outlives its token. */
public final class EntraSecurity implements AgroalSecurityProvider {

    /** Makes the pool log in by tokens. */
    public static void use(AgroalConnectionFactoryConfigurationSupplier factory, EntraTokens tokens) {
        factory.addSecurityProvider(new EntraSecurity()).credential(tokens);
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
