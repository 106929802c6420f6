package io.github.sqldatabricks.bridge.crash;

import java.util.Optional;

/** Ends a life at its moment. From then on no port is reached any more. Thread-safe. */
final class Death {

    private final Optional<Moment> moment;
    private final Runnable blow;
    private int times;
    private volatile boolean dead;

    /** What a thread of a dead process gets; nobody catches it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the process was killed here", null, false, false);
        }
    }

    /** @param blow kills; if it returns, the thread is stopped */
    Death(Optional<Moment> moment, Runnable blow) {
        this.moment = moment;
        this.blow = blow;
    }

    /** Death comes by another hand, or not at all. */
    static Death notPlanned() {
        return new Death(Optional.empty(), () -> {});
    }

    /** The step that it died at. */
    Optional<Step> step() {
        return dead ? moment.map(Moment::step) : Optional.empty();
    }

    void requireLife() {
        if (dead) {
            throw new Crash();
        }
    }

    synchronized void after(Step step) {
        boolean now = moment.isPresent()
                && moment.get().step() == step
                && ++times == moment.get().time();
        if (now) {
            dead = true;
            blow.run();
            throw new Crash();
        }
    }
}
