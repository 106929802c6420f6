package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * A misbehaviour of the local workspace.
 *
 * @param matches the requests it is about
 * @param skip how many of them pass untouched first
 * @param times how many after those it strikes
 * @param effect what it does
 */
public record Fault(Predicate<Call> matches, int skip, int times, Effect effect) {

    public Fault {
        if (skip < 0 || times < 1) {
            throw new IllegalArgumentException("Expected skip >= 0 and times >= 1, but got " + skip + ", " + times);
        }
    }

    /** Strikes the next request of the method below the path. */
    public static Fault on(String method, String pathPrefix, Effect effect) {
        return new Fault(call -> call.method().equals(method) && call.path().startsWith(pathPrefix), 0, 1, effect);
    }

    /** The same for requests that have the query parameter {@code action} with this value (multipart uploads). */
    public Fault withAction(String action) {
        return new Fault(matches.and(call -> action.equals(call.query().get("action"))), skip, times, effect);
    }

    /** The same after letting {@code count} requests pass. */
    public Fault after(int count) {
        return new Fault(matches, count, times, effect);
    }

    /** The same for {@code count} requests. */
    public Fault times(int count) {
        return new Fault(matches, skip, count, effect);
    }

    /** The same for every request from now on. */
    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    /** What a {@link Fault} does to a request. */
    public sealed interface Effect {

        /** The request is read to its end and answered so; the endpoint never sees it. */
        record Respond(Answer answer) implements Effect {}

        /** Counts {@code arrived} down, waits for {@code release}, and then lets the request go on as usual. */
        record Hold(CountDownLatch arrived, CountDownLatch release) implements Effect {}

        /** Reads that many bytes of the request's body and closes the connection without an answer. */
        record CutRequest(long afterBytes) implements Effect {}

        /**
         * Does what was asked, but closes the connection after that many bytes of the answer's body; 0 sends no answer at
         * all, so that the client can't know whether it was done.
         */
        record CutResponse(long afterBytes) implements Effect {}

        /** Does what was asked with only the first bytes of the body, as the Java SDK 0.141.0 does after a retry. */
        record Truncate(long bytes) implements Effect {}

        /** 429 with a {@code Retry-After} in whole seconds. */
        static Effect tooManyRequests(Duration retryAfter) {
            Answer plain = Answer.error(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.");
            Map<String, String> headers =
                    Map.of("Content-Type", "application/json", "Retry-After", Long.toString(retryAfter.toSeconds()));
            return new Respond(new Answer(plain.status(), headers, plain.length(), plain.body()));
        }

        /** 503. */
        static Effect unavailable() {
            return respond(503, "TEMPORARILY_UNAVAILABLE", "The service is temporarily unavailable.");
        }

        /** 500. */
        static Effect internalError() {
            return respond(500, "INTERNAL_ERROR", "An internal error occurred.");
        }

        /** 403, as for a missing grant. */
        static Effect forbidden() {
            return respond(403, "PERMISSION_DENIED", "User does not have the required privilege on the volume.");
        }

        /** 401, as for a token that has expired. */
        static Effect tokenExpired() {
            return respond(401, "UNAUTHENTICATED", "The access token has expired.");
        }

        /** 403 from the object store, in Amazon S3's words for a presigned URL whose time is over. */
        static Effect urlExpired() {
            byte[] xml = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
                    .getBytes(StandardCharsets.UTF_8);
            return new Respond(
                    new Answer(403, Map.of("Content-Type", "application/xml"), xml.length, out -> out.write(xml)));
        }

        /** Any error of the workspace's API. */
        static Effect respond(int status, String errorCode, String message) {
            return new Respond(Answer.error(status, errorCode, message));
        }
    }

    /** The misbehaviour that was asked for and has not happened yet. Thread-safe; the first match strikes. */
    public static final class FaultQueue {

        private final List<Pending> pending = new ArrayList<>();

        /** Adds a fault behind those already waiting. */
        public synchronized void add(Fault fault) {
            pending.add(new Pending(fault));
        }

        /** Forgets all faults. */
        public synchronized void clear() {
            pending.clear();
        }

        /** What is to happen to this request, counted as done. */
        synchronized Optional<Effect> take(Call call) {
            for (Pending candidate : pending) {
                if (candidate.fault.matches().test(call) && candidate.strikes()) {
                    return Optional.of(candidate.fault.effect());
                }
            }
            return Optional.empty();
        }

        private static final class Pending {
            private final Fault fault;
            private long seen;

            private Pending(Fault fault) {
                this.fault = fault;
            }

            private boolean strikes() {
                long position = seen++;
                return position >= fault.skip() && position < (long) fault.skip() + fault.times();
            }
        }
    }
}
