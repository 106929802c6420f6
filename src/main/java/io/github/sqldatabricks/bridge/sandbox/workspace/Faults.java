package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The misbehaviour that was asked for and has not happened yet. Thread-safe; the first match strikes. */
public final class Faults {

    private final List<Pending> pending = new ArrayList<>();

    /** Adds a fault behind those already waiting. */
    public synchronized void add(Fault fault) {
        pending.add(new Pending(fault));
    }

    /** Forgets all faults. */
    public synchronized void clear() {
        pending.clear();
    }

    /** What is to happen to this request, counted as done. */
    synchronized Optional<Effect> take(Call call) {
        for (Pending candidate : pending) {
            if (candidate.fault.matches().test(call) && candidate.strikes()) {
                return Optional.of(candidate.fault.effect());
            }
        }
        return Optional.empty();
    }

    private static final class Pending {
        private final Fault fault;
        private long seen;

        private Pending(Fault fault) {
            this.fault = fault;
        }

        private boolean strikes() {
            long position = seen++;
            return position >= fault.skip() && position < (long) fault.skip() + fault.times();
        }
    }
}
