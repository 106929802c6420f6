package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary.ReplicationFile;
import io.github.sqldatabricks.bridge.run.Backfills;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationRuns;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamOverview;
import io.github.sqldatabricks.bridge.run.StreamOverview.Overview;
import io.github.sqldatabricks.bridge.run.StreamState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a principal may see of replications and do with them, whoever asks. Names and what is known of streams are no secret; positions
 * are values of the source, and for those who may operate the replication. Thread-safe, blocking.
 */
@ApplicationScoped
public class ReplicationViews {

    private final ReplicationLibrary library;
    private final ReplicationRuns runs;
    private final Backfills backfills;
    private final ReplicationStore store;
    private final StreamOverview overview;
    private final ReplicationOperations operations;
    private final AccessControl access;

    public ReplicationViews(
            ReplicationLibrary library,
            ReplicationRuns runs,
            Backfills backfills,
            ReplicationStore store,
            StreamOverview overview,
            ReplicationOperations operations,
            AccessControl access) {
        this.library = library;
        this.runs = runs;
        this.backfills = backfills;
        this.store = store;
        this.overview = overview;
        this.operations = operations;
        this.access = access;
    }

    /** One for each file, broken ones too, by the files' names. */
    public List<ReplicationView> list() {
        Instant now = store.now();
        Map<String, Pause> pauses = store.pauses();
        return library.files().stream()
                .map(file -> view(file, name -> Optional.ofNullable(pauses.get(name)), now))
                .toList();
    }

    /** @throws BridgeException.NotFound when there is no such replication */
    public ReplicationView get(String name) {
        Replication wanted = library.find(name);
        return library.files().stream()
                .filter(file -> file.replication().map(Replication::file).equals(Optional.of(wanted.file())))
                .findFirst()
                .map(file -> view(file, store::paused, store.now()))
                .orElseThrow(() -> new IllegalStateException("the file of " + name + " went away"));
    }

    private static ReplicationView view(ReplicationFile file, Function<String, Optional<Pause>> paused, Instant now) {
        return ReplicationView.of(
                file, file.replication().map(Replication::name).flatMap(paused), now);
    }

    /**
     * Its streams, as the source's catalogue says now.
     *
     * @throws BridgeException.NotFound when there is no such replication
     */
    public Streams streams(Principal principal, String name) {
        return streams(principal, name, overview.of(name));
    }

    /** The same with what is known of them now; the source is not asked again. */
    public Streams again(Principal principal, Streams before) {
        return streams(principal, before.replication, overview.again(before.replication, before.seen));
    }

    private Streams streams(Principal principal, String name, Overview seen) {
        Instant now = store.now();
        boolean isOperator = mayOperate(principal, name);
        List<StreamView> list = seen.entries().stream()
                .map(entry -> StreamView.of(entry, now))
                .map(view -> isOperator ? view : view.withoutPosition())
                .toList();
        return new Streams(name, seen, list);
    }

    /** Those that have run, of all replications that there are or were, by their names; no source is asked. */
    public Map<String, List<StreamView>> ran() {
        Instant now = store.now();
        Map<String, List<StreamView>> ran = new HashMap<>();
        store.streams()
                .forEach((name, streams) -> ran.put(
                        name,
                        streams.stream()
                                .map(state -> StreamView.of(state, now).withoutPosition())
                                .toList()));
        return ran;
    }

    /** Whether the principal may pause it, reset its streams, and let their loads pass limits. */
    public boolean mayOperate(Principal principal, String name) {
        return principal.permissions().allowOperating(name);
    }

    /**
     * Runs it now, or loads a range of it again.
     *
     * @throws BridgeException as {@link ReplicationRuns#submit} and {@link Backfills#submit}
     */
    public RunView run(Principal principal, String name, ReplicationRunBody wanted, Optional<IdempotencyKey> key) {
        // Names are no secret: one that is misspelt is told so, whoever asks.
        library.find(name);
        if (wanted.resets()) {
            access.authorizeOperating(principal, name);
        }
        Job job = wanted.backfill()
                .map(range -> backfills.submit(name, wanted.pattern(), range, principal, key))
                .orElseGet(() -> runs.submit(name, wanted.pattern(), wanted.resets(), principal, key));
        return RunView.of(job);
    }

    /**
     * What a run of a range would do; nothing is stored.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-field}) without a range
     * @throws BridgeException as {@link Backfills#preview}
     */
    BackfillPlanView preview(Principal principal, String name, ReplicationRunBody wanted) {
        library.find(name);
        Backfill range = wanted.backfill()
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_FIELD,
                        "Expected 'from' and 'to' with dry_run, which counts the rows of a range. What a run without them"
                                + " would do says GET /replications/" + name + "/plan."));
        return BackfillPlanView.of(name, backfills.preview(name, wanted.pattern(), range, principal));
    }

    /** See {@link ReplicationOperations#pause}. */
    public PauseView pause(Principal principal, String name) {
        return PauseView.of(Optional.of(operations.pause(name, principal)));
    }

    /** See {@link ReplicationOperations#resume}. */
    public PauseView resume(Principal principal, String name) {
        operations.resume(name, principal);
        return PauseView.of(store.paused(name));
    }

    /** See {@link ReplicationOperations#reset(StreamId, Principal)}. */
    public StreamView reset(Principal principal, String name, String stream) {
        return view(operations.reset(id(name, stream), principal));
    }

    /** See {@link ReplicationOperations#approve}. */
    public StreamView approve(Principal principal, String name, String stream, Optional<String> load) {
        return view(operations.approve(id(name, stream), load, principal));
    }

    /** See {@link ReplicationOperations#forget(StreamId, Principal)}. */
    public void forget(Principal principal, String name, String stream) {
        operations.forget(id(name, stream), principal);
    }

    private static StreamId id(String name, String stream) {
        return new StreamId(name, new QueryName(stream).value());
    }

    private StreamView view(StreamState state) {
        return StreamView.of(state, store.now());
    }

    /** Streams of a replication, and what the source said of them. */
    public static final class Streams {
        private final String replication;
        private final Overview seen;
        private final List<StreamView> list;

        private Streams(String replication, Overview seen, List<StreamView> list) {
            this.replication = replication;
            this.seen = seen;
            this.list = list;
        }

        /** By name. */
        public List<StreamView> list() {
            return list;
        }

        /** Why the source could not be asked, so that streams that never ran are missing; empty when it was. */
        public Optional<String> obstacle() {
            return seen.obstacle();
        }
    }

    /** A run that was asked for, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationRun")
    public record RunView(
            @Schema(description = "Ask GET /jobs/{job_id} how far it is")
            String jobId,

            @Schema(enumeration = {"pending", "running", "completed", "failed", "cancelled"})
            String status,

            int streams) {
        private static RunView of(Job job) {
            return new RunView(
                    job.id().value(), job.state().status().text(), job.queries().size());
        }
    }

    /** Whether a replication is paused, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationPause")
    public record PauseView(
            boolean paused,
            @Schema(nullable = true) String pausedBy,
            @Schema(nullable = true) Instant pausedAt) {
        private static PauseView of(Optional<Pause> pause) {
            return new PauseView(
                    pause.isPresent(),
                    pause.map(Pause::by).orElse(null),
                    pause.map(Pause::at).orElse(null));
        }
    }
}
