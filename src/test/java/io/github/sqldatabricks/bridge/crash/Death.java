package io.github.sqldatabricks.bridge.crash;

import java.util.Optional;

/** Ends a life at its moment. From then on no port is reached any more. */
final class Death implements Fate {

    private final Optional<Countdown> countdown;
    private final Optional<Moment> moment;
    private final Runnable blow;
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
        this.countdown = moment.map(Countdown::new);
        this.blow = blow;
    }

    /** The step that it died at. */
    Optional<Step> step() {
        return dead ? moment.map(Moment::step) : Optional.empty();
    }

    @Override
    public void requireLife() {
        if (dead) {
            throw new Crash();
        }
    }

    @Override
    public void after(Step step) {
        if (countdown.isPresent() && countdown.get().isNow(step)) {
            strike();
        }
    }

    /** Ends the life now. */
    void strike() {
        dead = true;
        blow.run();
        throw new Crash();
    }
}
