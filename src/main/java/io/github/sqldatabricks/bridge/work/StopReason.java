package io.github.sqldatabricks.bridge.work;

/** Why a piece of work is stopped before its end. */
public enum StopReason {
    /** It was cancelled. */
    CANCELLED("The work was cancelled."),
    /** The claim is lost, or may be: nothing that happens here counts any more. */
    LOST("Another process may have taken the work over."),
    /** This process ends: another one takes the work over. */
    DRAINED("The process is stopping.");

    private final String text;

    StopReason(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
