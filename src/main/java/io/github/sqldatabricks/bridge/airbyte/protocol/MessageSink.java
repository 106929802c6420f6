package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.model.BridgeException;

/**
 * Where messages go, in the order of the calls. Thread-safe. A call returns when the bytes were handed on, so a slow reader of
 * standard output holds up whoever writes.
 *
 * <p>All throw {@link BridgeException.Cancelled} ({@code output-closed}) when nobody reads any more.
 */
public interface MessageSink {

    /** Writes one message. */
    void write(AirbyteMessage message);

    /**
     * Writes lines that are encoded already, whole, with nothing between them: RECORDs and, after them, the STATE that covers
     * them ({@link MessageEncoder#line}).
     *
     * @param lines UTF-8, each line with its line break; free for the caller again after the call
     * @param length how many of the bytes count
     */
    void block(byte[] lines, int length);

    /** Writes a line of the log; no secrets, no values of rows. */
    default void log(LogLevel level, String message) {
        write(new AirbyteMessage.Log(level, message));
    }
}
