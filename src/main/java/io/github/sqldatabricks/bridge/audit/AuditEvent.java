package io.github.sqldatabricks.bridge.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One attempt, or one step of it. Texts are cut to the length of their columns.
 *
 * @param timestamp when, by this process's clock, in microseconds
 * @param user the name in the permissions file; empty when nobody knows who it was
 * @param origin where the request came from
 * @param resource what it was about, such as {@code job:<id>}, {@code event:<id>} or a path
 * @param action what was asked for, such as {@code extract} or {@code GET}
 * @param status how it went
 * @param details names, counts and times; never a secret, never a data value
 * @param error why it did not succeed
 */
public record AuditEvent(
        Instant timestamp,
        AuditType type,
        Optional<String> user,
        Origin origin,
        String resource,
        String action,
        AuditType.Status status,
        AuditDetails details,
        Optional<Failure> error) {

    private static final int LONGEST_USER = 256;
    private static final int LONGEST_RESOURCE = 512;
    private static final int LONGEST_ACTION = 64;

    public AuditEvent {
        timestamp = timestamp.truncatedTo(ChronoUnit.MICROS);
        user = AuditJson.fit(user, LONGEST_USER);
        resource = AuditJson.fit(resource, LONGEST_RESOURCE);
        action = AuditJson.fit(action, LONGEST_ACTION);
    }

    /** An event of now by this user, with its type's own status; where it comes from, {@link AuditTrail} adds. */
    public static AuditEvent by(String user, AuditType type, String action, String resource) {
        return of(Optional.of(user), type, action, resource);
    }

    /** {@link #by} nobody who is known. */
    public static AuditEvent anonymous(AuditType type, String action, String resource) {
        return of(Optional.empty(), type, action, resource);
    }

    private static AuditEvent of(Optional<String> user, AuditType type, String action, String resource) {
        return new AuditEvent(
                Instant.now(),
                type,
                user,
                Origin.INTERNAL,
                resource,
                action,
                type.status(),
                AuditDetails.NONE,
                Optional.empty());
    }

    /** How {@link #resource} names a job, {@code job:<id>}, so that all records about it are found by one text. */
    public static String resource(JobId job) {
        return "job:" + job.value();
    }

    /** How {@link #resource} names an event: {@code event:<id>}. */
    public static String resource(EventId event) {
        return "event:" + event.value();
    }

    /** The same event with these details. */
    public AuditEvent with(AuditDetails known) {
        return new AuditEvent(timestamp, type, user, origin, resource, action, status, known, error);
    }

    /** The same event from there. */
    public AuditEvent from(Origin known) {
        return new AuditEvent(timestamp, type, user, known, resource, action, status, details, error);
    }

    /** The same event with what went wrong; it is a failure then, unless it is one that was denied anyway. */
    public AuditEvent failed(Failure why) {
        AuditType.Status worse = status == AuditType.Status.DENIED ? status : AuditType.Status.FAILURE;
        return new AuditEvent(timestamp, type, user, origin, resource, action, worse, details, Optional.of(why));
    }

    /**
     * Where a request comes from.
     *
     * @param tokenPrefix the first 8 hexadecimal digits of the SHA-256 of its token, which is enough to find the token's line in
     *     the permissions file ({@code token_sha256}) and says nothing of the token; empty when there is none
     * @param sourceIp the address that the service saw; empty for work without a request
     */
    public record Origin(Optional<String> tokenPrefix, Optional<String> sourceIp) {

        /** No request: the command line, the events table, or work that goes on after its request. */
        public static final Origin INTERNAL = new Origin(Optional.empty(), Optional.empty());

        private static final int PREFIX_BYTES = 4;
        private static final int LONGEST_ADDRESS = 64;

        public Origin {
            sourceIp = AuditJson.fit(sourceIp, LONGEST_ADDRESS);
        }

        /** Where a request comes from that carries this token; the token itself is not kept. */
        public static Origin of(Optional<String> token, Optional<String> sourceIp) {
            return new Origin(token.map(Origin::prefix), sourceIp);
        }

        private static String prefix(String token) {
            return HexFormat.of().formatHex(Hashes.sha256(token), 0, PREFIX_BYTES);
        }
    }

    /**
     * Why an attempt did not succeed.
     *
     * @param code stable, docs/errors.md; 64 characters at most
     * @param text for people; only of errors whose text the bridge writes itself out of names and counts
     */
    public record Failure(String code, Optional<String> text) {

        static final int LONGEST_CODE = 64;
        private static final int LONGEST_TEXT = 2000;

        public Failure {
            code = AuditJson.fit(code, LONGEST_CODE);
            text = AuditJson.fit(text, LONGEST_TEXT);
        }

        /** An error without a text. */
        public static Failure of(ErrorCode error) {
            return of(error.text());
        }

        /** An error without a text, by the code of a record. */
        public static Failure of(String code) {
            return new Failure(code, Optional.empty());
        }

        /**
         * What may be kept of an error. Texts of SQL Server, Databricks and of wrong requests quote values; those of refused
         * rights and of a lack of room name users, tables and counts.
         */
        public static Failure of(BridgeException error) {
            boolean harmless = error instanceof BridgeException.NotAllowed
                    || error instanceof BridgeException.NotAuthenticated
                    || error instanceof BridgeException.Busy;
            return new Failure(error.code(), harmless ? Optional.of(error.getMessage()) : Optional.empty());
        }

        /** As in the log: the code, and after a colon the text if there is one. */
        @Override
        public String toString() {
            return text.map(known -> code + ": " + known).orElse(code);
        }
    }

    /**
     * What else is known of an event: names, counts and times. Never a token, a password, a parameter's value or a row's.
     *
     * @param json an object, as {@link Builder} writes it: one line of ASCII
     */
    public record AuditDetails(String json) {

        /** Nothing else. */
        public static final AuditDetails NONE = new AuditDetails("{}");

        private static final int LONGEST_TEXT = 1024;
        private static final int LONGEST_JSON = 8000;

        /** Collects details. */
        public static Builder builder() {
            return new Builder();
        }

        /** One detail after the other, in the order they were put; used by one thread. */
        public static final class Builder {

            private final ObjectNode json = AuditJson.object();
            private int room = LONGEST_JSON;

            private Builder() {}

            /** A text, cut after 1024 characters. */
            public Builder put(String name, String text) {
                json.put(name, AuditJson.fit(text, LONGEST_TEXT));
                return this;
            }

            /** A count, or a time in milliseconds. */
            public Builder put(String name, long number) {
                json.put(name, number);
                return this;
            }

            public Builder put(String name, boolean flag) {
                json.put(name, flag);
                return this;
            }

            /** As many of the texts as there is room for; how many are left out is another detail, {@code <name>_omitted}. */
            public Builder put(String name, Collection<String> texts) {
                ArrayNode array = json.putArray(name);
                for (String text : texts) {
                    String fit = AuditJson.fit(text, LONGEST_TEXT);
                    room -= fit.length();
                    if (room < 0) {
                        json.put(name + "_omitted", texts.size() - array.size());
                        return this;
                    }
                    array.add(fit);
                }
                return this;
            }

            public AuditDetails build() {
                return new AuditDetails(AuditJson.write(json));
            }
        }
    }
}
