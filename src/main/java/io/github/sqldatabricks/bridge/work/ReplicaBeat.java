package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.work.GracefulDrain.DrainListener;
import io.github.sqldatabricks.bridge.work.ReplicaStore.Beat;
import io.quarkus.arc.All;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells the others that this process lives, and what it does. */
@ApplicationScoped
public class ReplicaBeat implements DrainListener {

    private static final Logger LOG = Logger.getLogger(ReplicaBeat.class);

    /** Some may be missed before {@link ReplicaStore#PATIENCE} is over. Seldom, because each is a write. */
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final ReplicaStore store;
    private final Kind queries;
    private final Kind events;
    private final GracefulDrain drain;
    private final String version;
    /** Asked for once, because a name server may be slow; at the first beat, and not while the process starts. */
    private String host;

    private boolean gone;

    /** One kind of work, with how much of it can run at once. */
    private record Kind(WorkRunner<?, ?> runner, int threads) {}

    public ReplicaBeat(
            ReplicaStore store,
            @All List<WorkRunner<?, ?>> kinds,
            @Identifier(WorkChannel.QUERIES) WorkChannel queries,
            @Identifier(WorkChannel.EVENTS) WorkChannel events,
            GracefulDrain drain,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.store = store;
        this.queries = new Kind(of(kinds, queries), queries.threads());
        this.events = new Kind(of(kinds, events), events.threads());
        this.drain = drain;
        this.version = version;
    }

    private static WorkRunner<?, ?> of(List<WorkRunner<?, ?>> kinds, WorkChannel channel) {
        return kinds.stream().filter(kind -> kind.isOf(channel)).findFirst().orElseThrow();
    }

    void assign(@Observes Duties duties) {
        duties.every("replica_beat", PERIOD, this::beat);
    }

    synchronized void beat() {
        if (gone) {
            return;
        }
        if (host == null) {
            host = hostName();
        }
        try {
            store.beat(new Beat(
                    ThisProcess.name(),
                    host,
                    version,
                    drain.hasBegun(),
                    queries.runner().running().size(),
                    queries.threads(),
                    events.runner().running().size(),
                    events.threads()));
        } catch (BridgeException e) {
            LOG.warnf("The store can't be told of this process: %s", e.getMessage());
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public synchronized void drained() {
        gone = true;
        try {
            store.gone(ThisProcess.name());
        } catch (BridgeException e) {
            LOG.debugf("The store can't be told that this process ends: %s", e.getMessage());
        }
    }
}
