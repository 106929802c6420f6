package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.EditDistance;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of an event's metadata that mean something. All others are free; those that look like one of these are told. */
final class MetadataKeys {

    private static final List<String> KNOWN = List.of(
            "user",
            "country",
            "target_server",
            "target_database",
            "on_discrepancy",
            "identity",
            "cascade",
            "json",
            DraftJson.CONDITIONS,
            SyncEvent.TRACEPARENT);

    /** What other tools and other versions call them. */
    private static final Set<String> OTHER_NAMES =
            Set.of("server", "database", "db", "discrepancy", "onerror", "conditions", "targetdb", "targetcountry");

    private static final List<String> FIRST_WORDS = List.of("target_", "on_", "filter_");

    private static final int SHORT = 5;

    private MetadataKeys() {}

    /** What the asker should know of keys that mean nothing but look as if; empty when there are none. */
    static Optional<String> advice(Collection<String> keys) {
        String alike = keys.stream().filter(MetadataKeys::looksKnown).sorted().collect(Collectors.joining("', '"));
        return alike.isEmpty()
                ? Optional.empty()
                : Optional.of("Nothing was done with metadata '" + alike + "': these keys have no meaning; known are "
                        + String.join(", ", KNOWN) + ".");
    }

    private static boolean looksKnown(String key) {
        if (KNOWN.contains(key)) {
            return false;
        }
        String lower = key.toLowerCase(Locale.ROOT);
        String bare = bare(lower);
        return OTHER_NAMES.contains(bare)
                || FIRST_WORDS.stream().anyMatch(lower::startsWith)
                || KNOWN.stream().anyMatch(known -> isNear(bare, bare(known)));
    }

    /** One letter of a short word, two of a longer one. */
    private static boolean isNear(String one, String other) {
        int most = other.length() <= SHORT ? 1 : 2;
        return EditDistance.between(one, other, most) <= most;
    }

    private static String bare(String key) {
        return key.replaceAll("[^a-z0-9]", "");
    }
}
