package io.github.sqldatabricks.bridge.crash;

/** Something that happens to a life once, at its moment, and that it survives. */
final class Mishap implements Fate {

    private final Countdown countdown;
    private final Runnable what;

    /** @param what what it throws is what the caller of the port gets instead of its result */
    Mishap(Moment moment, Runnable what) {
        this.countdown = new Countdown(moment);
        this.what = what;
    }

    @Override
    public void after(Step step) {
        if (countdown.isNow(step)) {
            what.run();
        }
    }
}
