package io.github.sqldatabricks.bridge.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.EditDistance;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the caller sent along with an event. Some keys mean something; all others are free, and {@link #advice} tells of those that
 * look like one that means something.
 *
 * @param values text by key; never empty keys
 */
public record EventMetadata(Map<String, String> values) {

    /** The conditions' name; older clients have them inside of the metadata. */
    public static final String CONDITIONS = "filter_conditions";

    /** The key of {@link #traceparent}. */
    static final String TRACEPARENT = "traceparent";

    private static final List<String> KNOWN = List.of(
            "user",
            "country",
            "target_server",
            "target_database",
            "on_discrepancy",
            "identity",
            "cascade",
            "json",
            CONDITIONS,
            TRACEPARENT);

    /** What other tools and other versions call them. */
    private static final Set<String> OTHER_NAMES =
            Set.of("server", "database", "db", "discrepancy", "onerror", "conditions", "targetdb", "targetcountry");

    private static final List<String> FIRST_WORDS = List.of("target_", "on_", "filter_");

    private static final int SHORT = 5;

    public EventMetadata {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** A value; an empty one is none. */
    private Optional<String> said(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    /** Which database the target is in. */
    public TargetAddress address() {
        return new TargetAddress(said("country").map(Country::new), said("target_server"), said("target_database"));
    }

    /** The trace that the event belongs to, as it was given; W3C Trace Context. */
    public Optional<String> traceparent() {
        return Optional.ofNullable(values.get(TRACEPARENT));
    }

    /** What the event itself asks for rows that foreign keys change; empty for the service's policy. */
    public Optional<CascadePolicy> cascade() {
        return said("cascade").map(CascadePolicy::ofMetadata);
    }

    /** What happens when another number of rows than expected changes. */
    public DiscrepancyPolicy onDiscrepancy() {
        return DiscrepancyPolicy.of(said("on_discrepancy").orElse(null));
    }

    /** What happens to source values for an identity column. */
    public IdentityPolicy identity() {
        return IdentityPolicy.of(said("identity").orElse(null));
    }

    /** Which nested values go into text as JSON. */
    public JsonColumns json() {
        return JsonColumns.of(values.get("json"));
    }

    /** @throws BridgeException.InvalidRequest when a key that means something has a value that it can't have */
    void requireValid() {
        address();
        onDiscrepancy();
        identity();
        cascade();
        json();
    }

    /** What the caller should know of keys that mean nothing but look as if; empty when there are none. */
    public Optional<String> advice() {
        String alike = values.keySet().stream()
                .filter(EventMetadata::looksKnown)
                .sorted()
                .collect(Collectors.joining("', '"));
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

    /** What happens when another number of rows than expected was changed. */
    public enum DiscrepancyPolicy {
        /** The change stays, and the event says by how much it differs. The default. */
        REPORT,
        /** The change is rolled back, and the event fails. */
        ROLLBACK;

        /**
         * Reads {@code metadata.on_discrepancy}.
         *
         * @param text null for the default
         * @throws BridgeException.InvalidRequest when it is no policy
         */
        static DiscrepancyPolicy of(String text) {
            for (DiscrepancyPolicy policy : values()) {
                if (text == null || policy.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return policy;
                }
            }
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_METADATA, "Expected metadata.on_discrepancy to be 'report' or 'rollback'.");
        }
    }

    /** What happens to source values for an identity column of the target when rows are inserted. */
    public enum IdentityPolicy {
        /** They are refused. The default. */
        REJECT,
        /** They are inserted as they are (IDENTITY_INSERT). */
        KEEP,
        /** They are left out, SQL Server numbers the rows. */
        GENERATE;

        /**
         * Reads {@code metadata.identity}.
         *
         * @param text null for the default
         * @throws BridgeException.InvalidRequest when it is no policy
         */
        static IdentityPolicy of(String text) {
            for (IdentityPolicy policy : values()) {
                if (text == null || policy.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return policy;
                }
            }
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_METADATA, "Expected metadata.identity to be 'reject', 'keep' or 'generate'.");
        }
    }

    /**
     * Which columns of a source, whose type SQL Server has nothing for (STRUCT, ARRAY, MAP, VARIANT), go into text as JSON.
     *
     * @param all whether all of them do
     * @param names those that do, as the event writes them; case is ignored
     */
    public record JsonColumns(boolean all, List<String> names) {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final JsonColumns NONE = new JsonColumns(false, List.of());

        public JsonColumns {
            names = List.copyOf(names);
        }

        /** Whether the column is meant. */
        boolean contains(String column) {
            return all || names.stream().anyMatch(column::equalsIgnoreCase);
        }

        /**
         * Reads {@code metadata.json}.
         *
         * @param text {@code true}, {@code false} or a JSON list of names; null for none
         * @throws BridgeException.InvalidRequest when it is something else
         */
        static JsonColumns of(String text) {
            if (text == null || text.equals("false")) {
                return NONE;
            }
            return text.equals("true") ? new JsonColumns(true, List.of()) : new JsonColumns(false, names(text));
        }

        private static List<String> names(String text) {
            JsonNode list = parsed(text);
            if (!list.isArray() || list.isEmpty()) {
                throw invalid();
            }
            List<String> names = new ArrayList<>();
            for (JsonNode name : list) {
                if (!name.isTextual() || name.textValue().isBlank()) {
                    throw invalid();
                }
                names.add(name.textValue());
            }
            return names;
        }

        private static JsonNode parsed(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw invalid();
            }
        }

        private static BridgeException.InvalidRequest invalid() {
            return new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_METADATA,
                    "Expected metadata.json to be true, false or a list of columns such as [\"details\"].");
        }
    }
}
