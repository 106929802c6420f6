package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Reads the streams of a configured catalog, several at once. */
public final class CatalogRead {

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final WorkspaceTables tables;
    private final TableSelection selection;
    private final ReadOptions options;
    private final MessageSink sink;
    private final Retries retries;

    public CatalogRead(WorkspaceTables tables, TableSelection selection, ReadOptions options, MessageSink sink) {
        this(tables, selection, options, sink, new Retries(ATTEMPTS, FIRST_WAIT, LONGEST_WAIT));
    }

    CatalogRead(
            WorkspaceTables tables, TableSelection selection, ReadOptions options, MessageSink sink, Retries retries) {
        this.tables = tables;
        this.selection = selection;
        this.options = options;
        this.sink = sink;
        this.retries = retries;
    }

    /**
     * Reads all streams to their ends.
     *
     * @param states the state of each stream that has one
     * @return whether all streams are complete; what failed was told
     * @throws BridgeException when no stream can be read, such as without a warehouse, or nobody reads the output any more
     */
    public boolean run(List<ConfiguredStream> streams, Map<StreamDescriptor, ? extends JsonNode> states) {
        retries.call(() -> {
            tables.awaitWarehouse(text -> sink.log(LogLevel.INFO, text));
            return true;
        });
        ExecutorService threads = Executors.newFixedThreadPool(options.parallelism());
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (ConfiguredStream stream : streams) {
                StreamRead read = read(stream);
                running.add(threads.submit(() -> read.run(state(stream, streams, states))));
            }
            return allComplete(running);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The state of a stream; states of older connectors have no namespace, which is plain where no other stream has that name. */
    private static JsonNode state(
            ConfiguredStream stream, List<ConfiguredStream> streams, Map<StreamDescriptor, ? extends JsonNode> states) {
        String name = stream.descriptor().name();
        boolean only = streams.stream()
                        .filter(other -> other.descriptor().name().equals(name))
                        .count()
                == 1;
        JsonNode own = states.get(stream.descriptor());
        return own == null && only ? states.get(new StreamDescriptor("", name)) : own;
    }

    private StreamRead read(ConfiguredStream stream) {
        StreamOutput output = new StreamOutput(stream.descriptor(), sink, options);
        return new StreamRead(stream, tables, selection, options, output, retries);
    }

    private boolean allComplete(List<Future<Boolean>> running) {
        boolean complete = true;
        for (Future<Boolean> stream : running) {
            complete &= result(stream);
        }
        return complete;
    }

    private boolean result(Future<Boolean> stream) {
        try {
            return stream.get();
        } catch (ExecutionException e) {
            retries.cancellation().cancel("Another stream could not go on.");
            if (e.getCause() instanceof BridgeException known) {
                throw known;
            }
            throw new IllegalStateException("a stream's thread failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            retries.cancellation().cancel("The read was interrupted.");
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "The read was interrupted.");
        }
    }

    /**
     * Attempts again what failed in a way that can pass. The adapter below has tried for a short time already, so the waits are long
     * and few. Thread-safe.
     */
    public static final class Retries {

        private static final Logger LOG = Logger.getLogger(Retries.class);

        private final int attempts;
        private final ExponentialBackoff backoff;
        private final Cancellation cancellation = new Cancellation();

        /**
         * @param attempts in all that fail one after the other without a new record between them, at least 1
         * @param firstWait before the second attempt; doubled each time
         * @param longestWait where the doubling ends
         */
        public Retries(int attempts, Duration firstWait, Duration longestWait) {
            this.attempts = attempts;
            this.backoff = new ExponentialBackoff(firstWait, longestWait);
        }

        /** Ends the waits, and the read that they belong to. */
        Cancellation cancellation() {
            return cancellation;
        }

        /** Calls until it succeeds, or fails for good or too often. */
        <T> T call(Supplier<T> attempt) {
            Series series = series();
            while (true) {
                try {
                    return attempt.get();
                } catch (BridgeException.RemoteTransient failure) {
                    series.failed(failure, false);
                }
            }
        }

        /** Attempts of one thing. */
        Series series() {
            return new Series();
        }

        /** Counts failures that come one after the other. Not thread-safe. */
        final class Series {

            private int failures;

            /**
             * Waits before the next attempt.
             *
             * @param progress whether the attempt got further before it failed, so that the count begins again
             * @throws BridgeException the failure, when there were too many
             */
            void failed(BridgeException failure, boolean progress) {
                failures = progress ? 1 : failures + 1;
                if (failures >= attempts) {
                    throw failure;
                }
                Duration wait = backoff.after(failures);
                LOG.warnf(
                        "Trying again in %d ms after failure %d of %d: %s",
                        wait.toMillis(), failures, attempts, failure.getMessage());
                cancellation.pause(wait);
            }
        }
    }
}
