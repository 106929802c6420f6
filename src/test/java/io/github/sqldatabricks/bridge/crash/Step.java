package io.github.sqldatabricks.bridge.crash;

import java.util.Arrays;
import java.util.Optional;

/** A step of an event: the call of a port that has just come back. */
enum Step {
    ROWS_READ("pending"),
    ACCEPTED("accept"),
    CLAIMED("claim"),
    ATTEMPT_BEGUN("beginAttempt"),
    STAGED("stage"),
    TRANSACTION_BEGUN("beginTransaction"),
    APPLIED_NOT_COMMITTED("apply"),
    COMMITTED_NOT_STORED("commit"),
    STORED_NOT_WRITTEN_BACK("finish"),
    WRITTEN_BACK_NOT_NOTED("report"),
    WRITE_BACK_NOTED("writtenBack");

    private final String method;

    Step(String method) {
        this.method = method;
    }

    /** The step that a call was; empty when it was none, or there was nothing to do. */
    static Optional<Step> of(String method, Object result) {
        boolean nothing = result instanceof Optional<?> optional && optional.isEmpty() && method.equals("claim");
        return Arrays.stream(values())
                .filter(step -> step.method.equals(method) && !nothing)
                .findFirst();
    }
}
