package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All streams of a replication: those that its file means now, whether they ran or not, and those that it meant once. The source's
 * catalogue says what patterns mean; when it can't be asked, what is known is shown without it. Thread-safe, blocking.
 */
@ApplicationScoped
@Unremovable
public class StreamOverview {

    private final ReplicationLibrary library;
    private final ReplicationPlanner planner;
    private final ReplicationStore store;

    public StreamOverview(ReplicationLibrary library, ReplicationPlanner planner, ReplicationStore store) {
        this.library = library;
        this.planner = planner;
        this.store = store;
    }

    /** Whether the file means a stream now. */
    public enum Presence {
        ACTIVE,
        DISABLED,
        /** It meant it once. */
        GONE,
        /** The source could not be asked. */
        UNKNOWN;

        /** In lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A stream and what is known of it. */
    public record Entry(StreamState state, Presence presence) {

        /** What is wrong with it now; nothing of one that does not run any more. */
        public Optional<Trouble> trouble(Instant now) {
            return presence == Presence.ACTIVE || presence == Presence.UNKNOWN ? state.trouble(now) : Optional.empty();
        }
    }

    /**
     * The streams.
     *
     * @param entries by name
     * @param obstacle why the source could not be asked, so that streams that never ran are missing; empty when it was
     */
    public record Overview(List<Entry> entries, Optional<String> obstacle) {

        /** The stream of that name. */
        public Optional<Entry> find(String stream) {
            return entries.stream()
                    .filter(entry -> entry.state().id().stream().equals(stream))
                    .findFirst();
        }
    }

    /**
     * Looks.
     *
     * @throws BridgeException.NotFound when there is no such replication
     */
    public Overview of(String replication) {
        library.find(replication);
        List<StreamState> known = store.streams(replication);
        try {
            return new Overview(entries(replication, known, presences(replication), Presence.GONE), Optional.empty());
        } catch (BridgeException e) {
            List<Entry> unsure = known.stream()
                    .map(state -> new Entry(state, Presence.UNKNOWN))
                    .toList();
            return new Overview(unsure, Optional.of(e.getMessage()));
        }
    }

    /** The same streams with what is known of them now; what the file means is not asked again. */
    public Overview again(String replication, Overview before) {
        Map<String, Presence> presences = before.entries().stream()
                .filter(entry -> entry.presence() != Presence.GONE)
                .collect(Collectors.toMap(entry -> entry.state().id().stream(), Entry::presence));
        Presence others = before.obstacle().isPresent() ? Presence.UNKNOWN : Presence.GONE;
        return new Overview(entries(replication, store.streams(replication), presences, others), before.obstacle());
    }

    private Map<String, Presence> presences(String replication) {
        return planner.streams(replication).stream()
                .collect(Collectors.toMap(
                        stream -> stream.name().value(),
                        stream -> stream.disabled() ? Presence.DISABLED : Presence.ACTIVE));
    }

    private static List<Entry> entries(
            String replication, List<StreamState> known, Map<String, Presence> presences, Presence others) {
        Map<String, StreamState> states = new TreeMap<>();
        presences.keySet().forEach(name -> states.put(name, StreamState.unknown(new StreamId(replication, name))));
        known.forEach(state -> states.put(state.id().stream(), state));
        return states.values().stream()
                .map(state -> new Entry(state, presences.getOrDefault(state.id().stream(), others)))
                .toList();
    }
}
