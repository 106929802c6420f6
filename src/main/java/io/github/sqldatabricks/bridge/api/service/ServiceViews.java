package io.github.sqldatabricks.bridge.api.service;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Administrators;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The service as administrators may see it, whoever asks. Thread-safe, blocking. */
@ApplicationScoped
public class ServiceViews {

    private static final String READ = "read";

    private final Administrators administrators;
    private final ServiceSettings settings;

    public ServiceViews(Administrators administrators, ServiceSettings settings) {
        this.administrators = administrators;
        this.settings = settings;
    }

    /**
     * The settings of this process.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     */
    public List<ServiceSettings.Setting> settings(Principal principal) {
        administrators.require(principal, READ, "settings");
        return settings.all();
    }
}
