package io.github.sqldatabricks.bridge.access;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out about the queries that were looked at last. It keeps no more than {@value #MAX_QUERIES} queries, and no more
 * than {@value #MAX_CHARACTERS} characters of query text in all; the ones that nobody asked for the longest go first. Thread-safe.
 */
final class RecentReadings {

    static final int MAX_QUERIES = 500;
    static final int MAX_CHARACTERS = 500_000;

    private final Map<String, TablesRead> readings = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    synchronized Optional<TablesRead> find(String sql) {
        return Optional.ofNullable(readings.get(sql));
    }

    /** Returns the reading. */
    synchronized TablesRead keep(String sql, TablesRead reading) {
        if (readings.put(sql, reading) == null) {
            characters += sql.length();
        }
        Iterator<String> oldest = readings.keySet().iterator();
        while (readings.size() > MAX_QUERIES || characters > MAX_CHARACTERS) {
            characters -= oldest.next().length();
            oldest.remove();
        }
        return reading;
    }
}
