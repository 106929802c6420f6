package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tables of Unity Catalog that can be looked at and nothing else: whatever would change one fails. */
public final class FakeDeltaTables {

    private final Map<String, DeltaTable> tables = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();

    public void add(String name, DeltaTable table) {
        tables.put(name.toLowerCase(Locale.ROOT), table);
    }

    /** How often somebody looked. */
    public int questions() {
        return questions.get();
    }

    /** As the port. */
    public DeltaTables port() {
        return (DeltaTables) Proxy.newProxyInstance(
                DeltaTables.class.getClassLoader(), new Class<?>[] {DeltaTables.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("find")) {
                        throw new AssertionError(
                                "nothing may be changed here, but " + method.getName() + " was called");
                    }
                    questions.incrementAndGet();
                    return find((UnityTable) arguments[0]);
                });
    }

    private Optional<DeltaTable> find(UnityTable table) {
        return Optional.ofNullable(tables.get(table.toString().toLowerCase(Locale.ROOT)));
    }
}
