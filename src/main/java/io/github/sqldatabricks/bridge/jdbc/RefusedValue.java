package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ErrorCode;

/** A value that may not go on; {@link RowReader} adds which row it was. */
public final class RefusedValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    /**
     * @param error which error it is
     * @param message names the column, what was expected, what came and what to do
     */
    public RefusedValue(ErrorCode error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** Which error it is. */
    public ErrorCode error() {
        return error;
    }
}
