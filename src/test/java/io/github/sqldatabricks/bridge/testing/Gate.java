package io.github.sqldatabricks.bridge.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A point that a thread passes only when the test lets it, and where the test can wait for the thread to arrive. */
public final class Gate {

    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile RuntimeException refusal;

    /** A gate that is open. */
    public static Gate open() {
        Gate gate = new Gate();
        gate.letPass();
        return gate;
    }

    /** Called by the thread under test: waits to be let through. */
    public void pass() {
        reached.countDown();
        await(opened, "nobody opened the gate");
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Called by the test: waits until a thread stands at the gate. */
    public void awaitReached() {
        await(reached, "nobody came to the gate");
    }

    /** Lets everybody through. */
    public void letPass() {
        opened.countDown();
    }

    /** Makes everybody who waits, and who comes later, fail. Does nothing to a gate that was opened. */
    public void refuse(RuntimeException why) {
        if (opened.getCount() > 0) {
            refusal = why;
            opened.countDown();
        }
    }

    private static void await(CountDownLatch latch, String otherwise) {
        try {
            // An open gate has no effect at all, not even on a thread that was interrupted.
            if (latch.getCount() > 0 && !latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at a gate", e);
        }
    }
}
