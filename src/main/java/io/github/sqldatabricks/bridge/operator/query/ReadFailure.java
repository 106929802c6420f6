package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.model.BridgeException;

/** A failure in an executor: of an exception, only its message reaches the driver for sure, so that the code is in it. */
final class ReadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadFailure(BridgeException failure) {
        super("[" + failure.code() + "] " + failure.getMessage());
    }
}
