package io.github.sqldatabricks.bridge.extraction;

/** What an earlier run left in a folder. */
public sealed interface LandedOutput {

    /** No output, or one that was never finished. */
    record None() implements LandedOutput {}

    /** Files that no manifest describes, as services before 1.0 left them. */
    record Unlabelled() implements LandedOutput {}

    /**
     * A whole output.
     *
     * @param manifest its manifest's text, as it was published
     */
    record Whole(String manifest) implements LandedOutput {}
}
