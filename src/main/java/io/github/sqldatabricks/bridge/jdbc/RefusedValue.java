package io.github.sqldatabricks.bridge.jdbc;

/** A value that may not go on; {@link RowReader} adds which row it was. */
public final class RefusedValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable, see {@link io.github.sqldatabricks.bridge.model.BridgeException#code()}
     * @param message names the column, what was expected, what came and what to do
     */
    public RefusedValue(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The stable code of the error. */
    public String code() {
        return code;
    }
}
