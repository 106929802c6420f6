package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns that say which row of the source is which row of the target.
 *
 * @param names at least one, different even when case is ignored
 */
public record KeyColumns(List<String> names) {

    /** @throws BridgeException.InvalidRequest when there is none, an empty one, or one comes twice */
    public KeyColumns {
        names = List.copyOf(names);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank() || !seen.add(name.toLowerCase(Locale.ROOT))) {
                throw invalid("but got " + names);
            }
        }
        if (names.isEmpty()) {
            throw invalid("but got none");
        }
    }

    private static BridgeException.InvalidRequest invalid(String came) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PRIMARY_KEYS,
                "Expected primary_keys, different column names and at least one, " + came + ".");
    }
}
