package io.github.sqldatabricks.bridge.sync;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row that a change touches, values as text; null values are null.
 *
 * @param before empty for a new row
 * @param after empty for a deleted row
 */
public record SampleRow(Map<String, String> before, Map<String, String> after) {

    public SampleRow {
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }
}
