package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.VolumePath;

/** Port: the place where files become visible to Databricks (a Unity Catalog volume). Thread-safe. */
public interface LandingZone {

    /**
     * Whether an earlier run's output is in the folder.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be asked
     */
    boolean hasOutput(VolumePath folder);

    /**
     * Begins a new output of the folder. Nothing visible changes before {@link Landing#publish}.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be reached or written
     */
    Landing open(VolumePath folder);
}
