package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Port: the place where files become visible to Databricks (a Unity Catalog volume). Thread-safe. */
public interface LandingZone {

    /**
     * What earlier runs left in the folders, each of them; a few are asked at once.
     *
     * @param patience how long this may take in all
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be asked, or not in that time
     */
    Map<VolumePath, LandedOutput> outputs(List<VolumePath> folders, Duration patience);

    /**
     * Begins a new output of the folder. Nothing visible changes before {@link Landing#publish}.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the volume can't be reached or written
     */
    Landing open(VolumePath folder);
}
