package io.github.sqldatabricks.bridge.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** What is logged in one category while it is open. */
public final class LogRecords extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Throwable> causes = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();

    private LogRecords(Logger logger) {
        this.logger = logger;
    }

    /** Listens to the category and those below it. */
    public static LogRecords of(String category) {
        LogRecords records = new LogRecords(Logger.getLogger(category));
        records.logger.addHandler(records);
        return records;
    }

    /** The messages by now, with their parameters in place. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** The failures that were logged with their stack traces by now. */
    public List<Throwable> causes() {
        return List.copyOf(causes);
    }

    /** The diagnostic contexts of the records by now. */
    public List<Map<String, String>> contexts() {
        return List.copyOf(contexts);
    }

    @Override
    public void publish(LogRecord logged) {
        contexts.add(ExtLogRecord.wrap(logged).getMdcCopy());
        Optional.ofNullable(logged.getThrown()).ifPresent(causes::add);
        messages.add(new SimpleFormatter().formatMessage(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
