package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Locale;

/** Who has to do something about a failure; the platform decides by it whether it tries again. */
public enum FailureType {
    /** The user, in the connector's configuration or in Databricks. */
    CONFIG_ERROR,
    /** Nobody: the next attempt can succeed. */
    TRANSIENT_ERROR,
    /** The connector's developers. */
    SYSTEM_ERROR;

    /** Decided by the class of the failure alone; what is no {@link BridgeException} was not foreseen. */
    public static FailureType of(Throwable failure) {
        if (!(failure instanceof BridgeException known)) {
            return SYSTEM_ERROR;
        }
        return known.retryable() || known instanceof BridgeException.Cancelled ? TRANSIENT_ERROR : CONFIG_ERROR;
    }

    /** As the protocol spells it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
