package io.github.sqldatabricks.bridge.duty;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * All duties of this process. Each has a thread of its own, so that neither requests nor other duties ever keep it waiting; as
 * many threads as there are duties, and no more. A bean that has duties observes this class when the application starts, as one
 * with routes observes the router. Thread-safe.
 */
@ApplicationScoped
public class Duties {

    private static final int PERIODS = 10;
    /** Statements have time-outs of minutes, so that a run may take some of them. */
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(15);
    /** Before a thread that should have gone on for ever begins anew. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(Duties.class);

    private final List<Duty> duties = new ArrayList<>();
    private final List<Duty> repeated = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Consumer<Duty>> listeners = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean started;

    /** As {@link #every(String, Duration, Duration, Runnable)}, for the first time at once. */
    public void every(String name, Duration period, Runnable work) {
        every(name, Duration.ZERO, period, work);
    }

    /**
     * Does the work again and again, from {@link #start} to {@link #close}, never twice at the same time.
     *
     * @param name as metrics and liveness show it
     * @param first how long to wait before the first time
     * @param period from one beginning to the next; a run that takes longer delays the next one
     */
    public void every(String name, Duration first, Duration period, Runnable work) {
        Duration periods = period.multipliedBy(PERIODS);
        every(name, first, period, periods.compareTo(LEAST_PATIENCE) > 0 ? periods : LEAST_PATIENCE, work);
    }

    /**
     * The same for work that may take long.
     *
     * @param patience how long one run may take before the duty counts as dead; ten periods or a quarter of an hour otherwise,
     *     whatever is more
     */
    public void every(String name, Duration first, Duration period, Duration patience, Runnable work) {
        Duty duty = known(name, patience);
        repeated.add(duty);
        onceStarted(() -> duty.start(() -> repeat(duty, first, period, work)));
    }

    /**
     * Runs the work on a thread of its own from now on. It should return only when the process ends, and begins anew when it
     * throws.
     *
     * @return by which the caller can wait for its end
     */
    public Duty lasting(String name, Runnable work) {
        Duty duty = known(name, Duration.ofNanos(Long.MAX_VALUE));
        duty.start(() -> last(duty, work));
        return duty;
    }

    /** A duty that is done when there is something to do, on a thread that the caller has; see {@link Duty#run}. */
    public Duty onDemand(String name, Duration patience) {
        return known(name, patience);
    }

    private synchronized Duty known(String name, Duration patience) {
        Duty duty = new Duty(name, patience);
        duties.add(duty);
        listeners.forEach(listener -> listener.accept(duty));
        return duty;
    }

    private synchronized void onceStarted(Runnable start) {
        if (started) {
            start.run();
        } else {
            waiting.add(start);
        }
    }

    /** Hears of all duties, now and later. */
    public synchronized void eachDuty(Consumer<Duty> listener) {
        listeners.add(listener);
        duties.forEach(listener);
    }

    /** The names of the duties that nobody does any more; none once the process ends. */
    public synchronized List<String> dead() {
        return end.getCount() == 0
                ? List.of()
                : duties.stream().filter(Duty::isDead).map(Duty::name).sorted().toList();
    }

    /** The duties begin. */
    public synchronized void start() {
        started = true;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private void repeat(Duty duty, Duration first, Duration period, Runnable work) {
        long next = System.nanoTime() + first.toNanos();
        while (!hasEndedBy(next)) {
            next = System.nanoTime() + period.toNanos();
            duty.run(work);
        }
    }

    private void last(Duty duty, Runnable work) {
        boolean done = duty.run(work);
        while (!done && !hasEndedBy(System.nanoTime() + PAUSE.toNanos())) {
            done = duty.run(work);
        }
    }

    /** Waits until then; an interrupt, which is nobody's business here, does not end a duty. */
    private boolean hasEndedBy(long time) {
        boolean ended = false;
        long nanos = time - System.nanoTime();
        while (!ended && nanos > 0) {
            try {
                ended = end.await(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                LOG.debugf(e, "A duty was interrupted while it waited; it goes on");
            }
            nanos = time - System.nanoTime();
        }
        return ended || end.getCount() == 0;
    }

    /** No run begins any more; those that are under way get a moment. */
    public void close() {
        end.countDown();
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        for (Duty duty : repeated) {
            duty.join(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }
}
