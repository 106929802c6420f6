package io.github.sqldatabricks.bridge.api.service;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Administrators;
import io.github.sqldatabricks.bridge.flow.FlowStore;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.work.ReplicaStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The service as administrators may see it, whoever asks. Thread-safe, blocking. */
@ApplicationScoped
public class ServiceViews {

    private static final String READ = "read";

    private final Administrators administrators;
    private final ServiceSettings settings;
    private final ReplicaStore replicas;
    private final FlowStore flow;

    public ServiceViews(
            Administrators administrators, ServiceSettings settings, ReplicaStore replicas, FlowStore flow) {
        this.administrators = administrators;
        this.settings = settings;
        this.replicas = replicas;
        this.flow = flow;
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

    /**
     * How much has moved, of everybody's: nobody's part can be told apart.
     *
     * @param window {@code 1h}, {@code 24h} or {@code 7d}
     * @throws BridgeException.NotAllowed when the principal is no administrator
     * @throws BridgeException.InvalidRequest when there is no such window
     */
    public FlowView flow(Principal principal, String window) {
        administrators.require(principal, READ, "flow");
        return FlowView.of(window, flow::flow);
    }

    /**
     * The processes that share the work.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     */
    public List<ReplicaView> replicas(Principal principal) {
        administrators.require(principal, READ, "replicas");
        return replicas.all().stream().map(ReplicaView::of).toList();
    }
}
