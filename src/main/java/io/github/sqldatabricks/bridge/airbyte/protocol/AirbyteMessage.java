package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the source says, one JSON line each. RECORDs are not among them: there are too many to make an object of each, so
 * the reader of rows encodes them into blocks of lines ({@link MessageSink#block}).
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">Airbyte protocol</a>
 */
public sealed interface AirbyteMessage {

    /** SPEC: how the source is configured. */
    record Specification(ObjectNode specification) implements AirbyteMessage {}

    /**
     * CONNECTION_STATUS: whether the source can work as it is configured.
     *
     * @param problem what is wrong and what to do; empty when it succeeded
     */
    record ConnectionStatus(Optional<String> problem) implements AirbyteMessage {}

    /** CATALOG: what can be read. */
    record Catalog(List<AirbyteStream> streams) implements AirbyteMessage {
        public Catalog {
            streams = List.copyOf(streams);
        }
    }

    /**
     * STATE of one stream: everything before it was written; the next sync goes on from here.
     *
     * @param state what the source itself reads again
     * @param recordCount records of the stream since its STATE before
     */
    record State(StreamDescriptor stream, ObjectNode state, long recordCount) implements AirbyteMessage {}

    /** LOG: a line for people. */
    record Log(LogLevel level, String message) implements AirbyteMessage {}

    /**
     * TRACE ERROR: why the whole sync, or one stream, failed.
     *
     * @param stream the one that failed, or empty when nothing else can be read either
     */
    record Failure(Optional<StreamDescriptor> stream, Throwable cause) implements AirbyteMessage {}

    /** TRACE STREAM_STATUS: how far a stream is. */
    record Progress(StreamDescriptor stream, StreamStatus status) implements AirbyteMessage {}

    /** TRACE ESTIMATE: how many records a stream will have, about. */
    record Estimate(StreamDescriptor stream, long rows) implements AirbyteMessage {}

    /** How much a line of the log matters; the protocol spells them in the same way. */
    public enum LogLevel {
        FATAL,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How far a stream is; the protocol spells them in the same way. */
    public enum StreamStatus {
        /** It was begun. */
        STARTED,
        /** Its first record is there. */
        RUNNING,
        /** All of it was read. */
        COMPLETE,
        /** It failed; what its last STATE covers is safe. */
        INCOMPLETE
    }

    /**
     * A stream as {@code discover} describes it.
     *
     * @param jsonSchema of one record
     * @param supportedSyncModes at least one
     * @param sourceDefinedCursor whether the source alone decides what is new, so that the user can't choose a cursor
     * @param defaultCursorField the column, or empty when there is none to propose
     * @param primaryKey the columns of the table's primary key in order, or empty
     * @param resumable whether an interrupted full refresh goes on from its last STATE
     */
    public record AirbyteStream(
            StreamDescriptor descriptor,
            ObjectNode jsonSchema,
            List<SyncMode> supportedSyncModes,
            boolean sourceDefinedCursor,
            List<String> defaultCursorField,
            List<String> primaryKey,
            boolean resumable) {

        public AirbyteStream {
            supportedSyncModes = List.copyOf(supportedSyncModes);
            defaultCursorField = List.copyOf(defaultCursorField);
            primaryKey = List.copyOf(primaryKey);
        }

        /** How a stream is read. */
        public enum SyncMode {
            FULL_REFRESH,
            INCREMENTAL;

            /** As the protocol spells it. */
            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * What names a stream.
     *
     * @param namespace the table's schema; empty when the catalog was configured without namespaces, as older ones are
     * @param name the table's name
     */
    public record StreamDescriptor(String namespace, String name) {

        public StreamDescriptor {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(name, "name");
        }

        @Override
        public String toString() {
            return namespace.isEmpty() ? name : namespace + "." + name;
        }
    }

    /**
     * What may be said about a failure. Only a {@link BridgeException}'s message is known to hold no secret and no value of a row;
     * of other failures, and of causes, only classes and places in the code are told.
     *
     * @param type who has to do something about it
     * @param message for the user
     * @param internalMessage for those who investigate
     * @param stackTrace classes and places, outermost first
     */
    record FailureReport(Type type, String message, String internalMessage, String stackTrace) {

        private static final int MAX_CAUSES = 10;
        private static final int MAX_FRAMES = 30;

        static FailureReport of(Throwable failure) {
            return new FailureReport(Type.of(failure), message(failure), internalMessage(failure), stackTrace(failure));
        }

        private static String message(Throwable failure) {
            return failure instanceof BridgeException
                    ? failure.getMessage()
                    : "The connector failed in a way that was not foreseen ("
                            + failure.getClass().getSimpleName() + "). Please report it with the log.";
        }

        private static String internalMessage(Throwable failure) {
            return failure instanceof BridgeException known
                    ? known.code() + ": " + known.getMessage()
                    : failure.getClass().getName();
        }

        private static String stackTrace(Throwable failure) {
            StringBuilder text = new StringBuilder();
            Throwable cause = failure;
            for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
                text.append(i == 0 ? "" : "Caused by: ")
                        .append(cause.getClass().getName())
                        .append('\n')
                        .append(frames(cause));
                cause = cause.getCause();
            }
            return text.toString();
        }

        private static String frames(Throwable failure) {
            return Arrays.stream(failure.getStackTrace())
                    .limit(MAX_FRAMES)
                    .map(frame -> "\tat " + frame + "\n")
                    .collect(Collectors.joining());
        }

        /** Who has to do something about a failure; the platform decides by it whether it tries again. */
        public enum Type {
            /** The user, in the connector's configuration or in Databricks. */
            CONFIG_ERROR,
            /** Nobody: the next attempt can succeed. */
            TRANSIENT_ERROR,
            /** The connector's developers. */
            SYSTEM_ERROR;

            /** Decided by the class of the failure alone; what is no {@link BridgeException} was not foreseen. */
            public static Type of(Throwable failure) {
                if (!(failure instanceof BridgeException known)) {
                    return SYSTEM_ERROR;
                }
                return known.retryable() || known instanceof BridgeException.Cancelled ? TRANSIENT_ERROR : CONFIG_ERROR;
            }

            /** As the protocol spells it. */
            public String wire() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
