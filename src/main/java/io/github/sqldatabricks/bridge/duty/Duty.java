package io.github.sqldatabricks.bridge.duty;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * One thing that the process must keep doing, and how that goes. Whatever a run throws, {@link Error}s too, is logged and counted,
 * and the next run comes all the same. Thread-safe.
 */
public final class Duty {

    private static final Logger LOG = Logger.getLogger(Duty.class);

    private final String name;
    private final Duration patience;
    private volatile boolean running;
    private volatile long begun;
    private volatile long failures;
    private volatile Thread thread;
    private long failuresInARow;

    Duty(String name, Duration patience) {
        this.name = name;
        this.patience = patience;
    }

    /** Its name, such as {@code heartbeat}. */
    public String name() {
        return name;
    }

    /** How many runs have failed since the start. */
    public long failures() {
        return failures;
    }

    /**
     * Does the work once, and throws nothing but what ends a thread on purpose.
     *
     * @return whether it was done
     */
    @SuppressWarnings("removal")
    public boolean run(Runnable work) {
        begun = System.nanoTime();
        running = true;
        try {
            work.run();
            succeeded();
            return true;
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            failed(e);
            return false;
        } finally {
            running = false;
        }
    }

    private synchronized void succeeded() {
        if (failuresInARow > 0) {
            LOG.infof("The duty '%s' is done again", name);
        }
        failuresInARow = 0;
    }

    /** Logged at the first, second, fourth, eighth failure, and so on: one that comes each second must not fill the log. */
    private synchronized void failed(Throwable error) {
        failures++;
        failuresInARow++;
        if (Long.bitCount(failuresInARow) == 1) {
            LOG.errorf(error, "The duty '%s' failed, %d times in a row; it goes on", name, failuresInARow);
        }
    }

    /** Whether its thread is gone, or a run has not come back for longer than any run may take. */
    public boolean isDead() {
        Thread own = thread;
        boolean gone = own != null && !own.isAlive();
        return gone || running && System.nanoTime() - begun > patience.toNanos();
    }

    /** Gives it a thread. */
    void start(Runnable life) {
        Thread own = new Thread(life, "duty-" + name);
        own.setDaemon(true);
        own.start();
        thread = own;
    }

    /** Waits for its thread's end; an interrupt ends the wait. */
    public void join(Duration atMost) {
        Thread own = thread;
        try {
            if (own != null && own != Thread.currentThread()) {
                own.join(Math.max(1, atMost.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wakes its thread up when it is parked. */
    public void unpark() {
        LockSupport.unpark(thread);
    }
}
