package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;

/** Shows a running job to the person who waits for it, on standard error. */
interface ProgressDisplay {

    /** Shows nothing. */
    ProgressDisplay NONE = job -> {};

    /** The display for this process: live lines on a terminal, else one line every ten seconds. */
    static ProgressDisplay forThisProcess() {
        LiveTerminal terminal = LiveTerminal.installed();
        return terminal == null ? new PlainProgress(System.err) : new LiveProgress(terminal);
    }

    /** Shows the job as it is now; called a few times a second, and a last time when it has ended. */
    void show(Job job);
}
