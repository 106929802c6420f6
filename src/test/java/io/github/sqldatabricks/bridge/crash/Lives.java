package io.github.sqldatabricks.bridge.crash;

import java.util.Optional;
import java.util.Random;

/** Makes processes and lets them die. */
interface Lives {

    /**
     * Lets one process live until it dies at its moment, or has nothing left to do.
     *
     * @param moment empty for one that is not to be killed
     * @return where it died; empty when it did not
     */
    Optional<String> live(String worker, Optional<Moment> moment, Random random) throws Exception;
}
