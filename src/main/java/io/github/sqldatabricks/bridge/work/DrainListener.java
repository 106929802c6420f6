package io.github.sqldatabricks.bridge.work;

/** Hears of the end of {@link GracefulDrain}, while the HTTP server still answers. */
public interface DrainListener {

    /** Nothing runs any more in this process. Called once or twice; must be quick and must not throw. */
    void drained();
}
