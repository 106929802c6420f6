package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.event.SyncProcess;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * The ports of one life: after each step its fate may strike, and after its death no call gets through, neither of a
 * handler nor of a cleanup. Also gives the life a name of its own in claims and duties.
 */
final class WatchedPorts {

    private final String worker;
    private final Fate fate;

    WatchedPorts(String worker, Fate fate) {
        this.worker = worker;
        this.fate = fate;
    }

    /** The port, watched; so are the sessions that it opens. */
    <T> T watch(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, values) -> call(real, method, values)));
    }

    private Object call(Object real, Method method, Object[] values) throws Throwable {
        fate.requireLife();
        try {
            Object result = method.invoke(real, named(values));
            Step.of(method.getName(), result).ifPresent(fate::after);
            return result instanceof TargetSession session ? watch(TargetSession.class, session) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object[] named(Object[] values) {
        return values == null
                ? null
                : Arrays.stream(values)
                        .map(value -> SyncProcess.WORKER.equals(value) ? worker : value)
                        .toArray();
    }
}
