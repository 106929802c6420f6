package io.github.sqldatabricks.bridge.crash;

import java.util.Random;

/**
 * When a process dies.
 *
 * @param time the how manieth time that it takes the step, from 1
 */
record Moment(Step step, int time) {

    private static final int MOST = 2;

    static Moment random(Random random) {
        return new Moment(Step.values()[random.nextInt(Step.values().length)], 1 + random.nextInt(MOST));
    }
}
