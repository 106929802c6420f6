package io.github.sqldatabricks.bridge.api.live;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One look at everything that somebody looks at: what several pictures have in common is made once for all. Used by one thread. */
public final class Look {

    private final Map<Object, Object> made = new HashMap<>();

    /**
     * What was made with this key in this look, or is made now.
     *
     * @param key of a type of the caller's own, with everything in it that decides what may be seen, such as the principal
     * @param maker what it throws is thrown, and made anew for the next
     */
    public <T> T once(Object key, Class<T> type, Supplier<T> maker) {
        Object known = made.get(key);
        if (known != null) {
            return type.cast(known);
        }
        T now = maker.get();
        made.put(key, now);
        return now;
    }
}
