package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Runs one kind of work in this process: claims it when a thread is free, keeps its claims alive, stops what was lost or
 * cancelled, and ends in order. Thread-safe.
 *
 * @param <C> the claim
 * @param <W> a piece of work that runs
 */
public final class WorkRunner<C, W extends RunningWork<C>> {

    private static final Logger LOG = Logger.getLogger(WorkRunner.class);
    private static final long LOOK_MILLIS = 1000;

    private final WorkHandler<C, W> handler;
    private final WorkChannel channel;
    private final Map<C, W> running = new LinkedHashMap<>();
    /** Threads that work, or look for work. */
    private int active;

    private long lastBeat = System.nanoTime();
    private boolean drained;

    public WorkRunner(WorkHandler<C, W> handler, WorkChannel channel) {
        this.handler = handler;
        this.channel = channel;
    }

    /** What the calling thread does for a message of the channel: works until nothing can be claimed. Never throws. */
    public void run() {
        begin();
        try {
            Optional<W> work = claim();
            while (work.isPresent()) {
                // Another thread may help; it ends at once when there is nothing for it.
                channel.trigger();
                run(work.get());
                work = claim();
            }
        } catch (RuntimeException e) {
            // What is claimed is not renewed any more, so that some process reclaims it.
            LOG.warnf("Work on %s pauses until the next sweep: %s", handler.name(), e.getMessage());
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        active++;
        channel.taken();
    }

    private synchronized void end() {
        active--;
        notifyAll();
    }

    private Optional<W> claim() {
        return channel.isClosed() ? Optional.empty() : handler.claim();
    }

    private void run(W work) {
        add(work);
        try {
            handler.work(work);
        } finally {
            remove(work);
        }
    }

    private synchronized void add(W work) {
        running.put(work.claim(), work);
        if (drained) {
            // Its claim was under way when all work was stopped.
            work.stop(StopReason.DRAINED);
        }
    }

    private synchronized void remove(W work) {
        running.remove(work.claim());
    }

    /**
     * Renews the claims. A process that can't for as long as a lease lasts stops its work, because others may have reclaimed it
     * by then.
     */
    public void beat() {
        long now = System.nanoTime();
        try {
            Renewal<C> renewal = handler.renew(running());
            stop(renewal.lost()::contains, StopReason.LOST);
            stop(renewal.cancelled()::contains, StopReason.CANCELLED);
            succeeded(now);
        } catch (BridgeException e) {
            LOG.warnf("The store of %s can't be told that this process is alive: %s", handler.name(), e.getMessage());
            if (isOverdue(now)) {
                stop(claim -> true, StopReason.LOST);
            }
        }
    }

    private synchronized void succeeded(long beat) {
        if (beat - lastBeat > 0) {
            lastBeat = beat;
        }
    }

    private synchronized boolean isOverdue(long now) {
        return now - lastBeat > handler.lease().toNanos();
    }

    /** What the work is called in the log, in the plural. */
    String name() {
        return handler.name();
    }

    /** Whether its work comes by this channel. */
    boolean isOf(WorkChannel one) {
        return channel == one;
    }

    /** What runs at this moment. */
    public synchronized List<W> running() {
        return List.copyOf(running.values());
    }

    /** Stops the work of this process whose claims match. */
    public void stop(Predicate<C> claims, StopReason why) {
        running().stream().filter(work -> claims.test(work.claim())).forEach(work -> work.stop(why));
    }

    /** Stops all work because the process ends; also what is only being claimed. */
    public void stopForEnd() {
        synchronized (this) {
            drained = true;
        }
        stop(claim -> true, StopReason.DRAINED);
    }

    /** Whether a thread works or looks for work. */
    synchronized boolean isActive() {
        return active > 0;
    }

    /** Waits until a thread is free that no message has been sent for. False when the process stops meanwhile. */
    public synchronized boolean awaitFreeThread() throws InterruptedException {
        while (!channel.isClosed() && active + channel.waiting() >= channel.threads()) {
            wait(LOOK_MILLIS);
        }
        return !channel.isClosed();
    }

    /** Begins nothing any more. */
    public void close() {
        channel.close();
    }

    /** Waits until no thread works or looks for work. False when one still does after the time. */
    public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (active > 0) {
            long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Nothing runs any more: lets the handler tell others what is still to be told. */
    public void drained(Duration atMost) {
        handler.drained(atMost);
    }
}
