package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import java.io.PrintStream;

/** Shows a running job to the person who waits for it, on standard error. */
interface ProgressDisplay {

    /** Shows nothing. */
    ProgressDisplay NONE = job -> {};

    /** The display for this process: live lines on a terminal, else one line every ten seconds. */
    static ProgressDisplay forThisProcess() {
        PrintStream out = System.err;
        return Boolean.getBoolean("cli.terminal") ? new LiveProgress(out) : new PlainProgress(out);
    }

    /** Shows the job as it is now; called a few times a second, and a last time when it has ended. */
    void show(Job job);
}
