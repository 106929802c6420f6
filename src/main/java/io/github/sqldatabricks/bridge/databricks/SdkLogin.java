package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.Workspace.Credentials;
import java.nio.file.Path;

/**
 * Tells the SDK to log in by one of its own chains. Only the chain that is named is tried; what the settings leave out, it
 * reads from the SDK's variables ({@code ARM_*}, {@code GOOGLE_*}, ...).
 */
final class SdkLogin {

    private static final String DEFAULT_PROFILE = "DEFAULT";

    private SdkLogin() {}

    static com.databricks.sdk.core.DatabricksConfig configure(
            com.databricks.sdk.core.DatabricksConfig target, Credentials.Chain chain) {
        DatabricksConfig.Login settings = chain.settings();
        settings.clientId().ifPresent(target::setClientId);
        settings.oidcTokenFile().map(Path::toString).ifPresent(target::setOidcTokenFilepath);
        settings.azure().tenantId().ifPresent(target::setAzureTenantId);
        settings.azure().clientId().ifPresent(target::setAzureClientId);
        settings.azure().clientSecret().ifPresent(target::setAzureClientSecret);
        settings.configFile().map(Path::toString).ifPresent(target::setConfigFile);
        if (chain.type() == LoginType.PROFILE) {
            return target.setProfile(settings.profile().orElse(DEFAULT_PROFILE));
        }
        return target.setAuthType(chain.type().toString()).setAzureUseMsi(chain.type() == LoginType.AZURE_MSI);
    }
}
