package io.github.sqldatabricks.bridge.api.live;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.work.GracefulDrain.DrainListener;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Keeps open pages, and callers of {@code GET /jobs/live}, current: once a second, what somebody looks at is made anew, once for all who look at it with the same
 * rights, and each viewer gets the parts that it does not have. Nothing is done while nobody looks. Thread-safe.
 */
@ApplicationScoped
public class LiveStreams implements DrainListener {

    /** How many pages may be open at once. */
    public static final int MOST = 200;

    /** How many of them one person may have. */
    public static final int MOST_OF_USER = 10;

    private static final Logger LOG = Logger.getLogger(LiveStreams.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Looks between two signs of life. */
    private static final int SIGN_EVERY = 15;

    /** Looks between two questions whether the session was ended, which another process may have done. */
    private static final int ASK_EVERY = 5;

    /** Looks after which a viewer that reads nothing is cut off, so that nothing can pile up for it. */
    private static final int PATIENCE = 30;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final String SIGN_OF_LIFE = "{}";

    private final List<Stream> streams = new CopyOnWriteArrayList<>();

    void assign(@Observes Duties duties) {
        duties.every("live_streams", BETWEEN_LOOKS, this::look);
    }

    /**
     * What changes, as JSON ({@link Picture#since}); the first time all of it.
     *
     * @param page what is the same for viewers of the same rights: its address
     * @param main makes the picture, with what it has in common with others from the look; is called by another thread than the request's
     * @throws BridgeException.TooManyAttempts when there are too many streams already
     */
    public Multi<String> open(Viewer viewer, String page, Function<Look, ? extends Picture> main) {
        requireRoom(viewer);
        return Multi.createFrom()
                .<String>emitter(
                        emitter -> {
                            Stream stream = new Stream(viewer, page, main, emitter);
                            streams.add(stream);
                            emitter.onTermination(() -> streams.remove(stream));
                        },
                        BackPressureStrategy.DROP);
    }

    /** How many pages are open. */
    public int size() {
        return streams.size();
    }

    private void requireRoom(Viewer viewer) {
        // While nobody needs a token, nobody is known.
        long own = streams.stream()
                .filter(stream ->
                        viewer.person().isPresent() && stream.viewer.person().equals(viewer.person()))
                .count();
        if (streams.size() >= MOST || own >= MOST_OF_USER) {
            throw new BridgeException.TooManyAttempts(
                    ErrorCode.TOO_MANY_REQUESTS_OF_USER,
                    "Too many pages of the console, or streams of GET /jobs/live, are open. Close some.",
                    RETRY_AFTER);
        }
    }

    /** Sends what has changed since the last look. */
    void look() {
        Map<Page, Optional<Picture>> made = new HashMap<>();
        Look look = new Look();
        for (Stream stream : streams) {
            try {
                look(stream, made, look);
            } catch (RuntimeException e) {
                LOG.errorf(e, "What somebody looks at can't be kept current: %s", stream.page);
                stream.emitter.complete();
            }
        }
    }

    private void look(Stream stream, Map<Page, Optional<Picture>> made, Look look) {
        stream.looks++;
        if (hasEnded(stream)) {
            stream.emitter.complete();
            return;
        }
        if (stream.emitter.requested() == 0) {
            if (++stream.unread > PATIENCE) {
                stream.emitter.complete();
            }
            return;
        }
        stream.unread = 0;
        made.computeIfAbsent(new Page(stream.page, stream.viewer.principal()), page -> make(stream, look))
                .ifPresentOrElse(stream::send, stream.emitter::complete);
    }

    private boolean hasEnded(Stream stream) {
        boolean asked = stream.looks % ASK_EVERY == 0;
        return !stream.viewer.isUnchanged() || asked && !stream.viewer.there().getAsBoolean();
    }

    /** Empty when it is not there any more, or the store can't be asked: the browser comes back, and hears why. */
    private static Optional<Picture> make(Stream stream, Look look) {
        try {
            return Optional.of(stream.main.apply(look));
        } catch (BridgeException e) {
            LOG.debugf("What somebody looks at can't be made: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Ends all, so that a stop need not wait for them, and browsers come back to another replica. */
    @Override
    public void drained() {
        streams.forEach(stream -> stream.emitter.complete());
    }

    private record Page(String address, Object rights) {}

    /** One open page of one viewer. Used by the duty's thread. */
    private static final class Stream {
        private final Viewer viewer;
        private final String page;
        private final Function<Look, ? extends Picture> main;
        private final MultiEmitter<? super String> emitter;
        private Optional<Picture> sent = Optional.empty();
        private int looks;
        private int unread;

        Stream(
                Viewer viewer,
                String page,
                Function<Look, ? extends Picture> main,
                MultiEmitter<? super String> emitter) {
            this.viewer = viewer;
            this.page = page;
            this.main = main;
            this.emitter = emitter;
        }

        void send(Picture now) {
            String changes = now.since(sent);
            sent = Optional.of(now);
            if (!changes.isEmpty()) {
                emitter.emit(changes);
            } else if (looks % SIGN_EVERY == 0) {
                emitter.emit(SIGN_OF_LIFE);
            }
        }
    }
}
