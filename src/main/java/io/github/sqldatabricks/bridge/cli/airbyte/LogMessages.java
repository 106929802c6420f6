package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Turns the process's log into LOG messages: of the bridge what is INFO or more, of libraries what is WARN or more. Of an
 * exception only its class is told, since texts of libraries may hold anything.
 */
final class LogMessages extends ExtHandler {

    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger BRIDGE = Logger.getLogger("io.github.sqldatabricks.bridge");

    private static final Formatter MESSAGE_ALONE = new PatternFormatter("%s");

    private final MessageSink sink;
    private final List<Handler> before = List.of(ROOT.getHandlers());
    private final Level levelBefore = ROOT.getLevel();
    private final Level bridgeLevelBefore = BRIDGE.getLevel();

    private LogMessages(MessageSink sink) {
        this.sink = sink;
    }

    /** Takes the log over until it is closed. */
    static LogMessages to(MessageSink sink) {
        LogMessages messages = new LogMessages(sink);
        messages.before.forEach(ROOT::removeHandler);
        ROOT.addHandler(messages);
        // Without it the root's level is ALL, and the HTTP clients write headers, tokens too, at DEBUG.
        ROOT.setLevel(Level.WARNING);
        BRIDGE.setLevel(Level.INFO);
        return messages;
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        String thrown = record.getThrown() == null
                ? ""
                : " (" + record.getThrown().getClass().getName() + ")";
        try {
            sink.log(level(record.getLevel()), MESSAGE_ALONE.format(record) + thrown);
        } catch (BridgeException.Cancelled e) {
            // Whoever writes records notices the same; a log must not throw.
            ROOT.removeHandler(this);
        }
    }

    private static LogLevel level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return LogLevel.ERROR;
        }
        return level.intValue() >= Level.WARNING.intValue() ? LogLevel.WARN : LogLevel.INFO;
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(levelBefore);
        BRIDGE.setLevel(bridgeLevelBefore);
        before.forEach(ROOT::addHandler);
    }
}
