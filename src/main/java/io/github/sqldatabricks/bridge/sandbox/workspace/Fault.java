package io.github.sqldatabricks.bridge.sandbox.workspace;

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
}
