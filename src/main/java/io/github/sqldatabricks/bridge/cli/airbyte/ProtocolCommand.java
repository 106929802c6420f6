package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.protocol.MessageEncoder;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageWriter;
import java.time.Clock;
import java.util.concurrent.Callable;

/** A command whose answer is protocol messages on standard output, and nothing else there. */
abstract class ProtocolCommand implements Callable<Integer> {

    @Override
    public final Integer call() {
        MessageSink sink = new MessageWriter(StandardOutput.take(), new MessageEncoder(Clock.systemUTC()));
        return new ProtocolRun(sink).run(this::run);
    }

    /** Does the work and returns the exit code. */
    abstract int run(MessageSink sink);
}
