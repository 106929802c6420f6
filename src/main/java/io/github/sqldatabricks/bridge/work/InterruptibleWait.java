package io.github.sqldatabricks.bridge.work;

/**
 * The wait of a thread between two attempts, which another thread can end. An interrupt only ever hits the wait itself,
 * never the attempt before or after it, where it could break a driver's connection in odd ways. Thread-safe.
 */
public final class InterruptibleWait {

    private Thread waiting;
    private boolean ended;

    /** The calling thread is going to wait. */
    public synchronized void begins() {
        waiting = Thread.currentThread();
        if (ended) {
            waiting.interrupt();
        }
    }

    /** The calling thread goes on; an interrupt that came too late for the wait is forgotten. */
    public synchronized void over() {
        if (waiting != null) {
            waiting = null;
            Thread.interrupted();
        }
    }

    /** Ends the wait, and all later ones. */
    public synchronized void end() {
        ended = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
