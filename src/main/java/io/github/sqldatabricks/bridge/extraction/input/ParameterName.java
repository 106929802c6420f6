package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EditDistance;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of parameters. Nested names are one name, joined with {@code _}; a dot is understood as the older service wrote it,
 * so that {@code prices.first_month} is {@code prices_first_month}.
 */
public final class ParameterName {

    /** Of a name's characters, the part that may be wrong for it to be taken for a misspelling: one in three. */
    private static final int CHARACTERS_PER_ERROR = 3;

    private ParameterName() {}

    /** The name under which a value is found. */
    public static String flat(String name) {
        return name.replace('.', '_');
    }

    /**
     * The same values by flat names.
     *
     * @throws BridgeException.InvalidRequest when two come to the same name
     */
    public static <T> Map<String, T> flat(Map<String, T> values) {
        Map<String, T> flat = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (flat.put(flat(name), value) != null) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.PARAMETER_COLLISION,
                        "Expected one parameter " + QuotedInput.of(flat(name))
                                + ", but the request gives it twice: a dot in a name means the same as '_'.");
            }
        });
        return flat;
    }

    /** The known name that {@code name} is most probably meant to be; empty when none is near. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String best = null;
        // Once: a name may be as long as a request.
        String sought = name.toLowerCase(Locale.ROOT);
        int least = 1 + Math.max(1, name.length() / CHARACTERS_PER_ERROR);
        for (String candidate : known) {
            int distance = EditDistance.between(sought, candidate.toLowerCase(Locale.ROOT), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }
}
