package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.load.LoadLimits;
import io.github.sqldatabricks.bridge.load.SchemaContract;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What can be said of a stream, or of all streams in {@code defaults}: every key once, with how its value is read. The JSON Schema beside
 * the sample has the same keys, which a test compares.
 *
 * @param <T> what a value is
 */
public final class Setting<T> {

    public static final Setting<Mode> MODE =
            new Setting<>("mode", value -> value.oneOf(Mode.WORDS, Set.of("scd2", "changes")));
    public static final Setting<List<String>> KEY = new Setting<>("key", YamlValue::texts);
    public static final Setting<Deletes> DELETE =
            new Setting<>("delete", value -> value.oneOf(words(Deletes.values())));
    public static final Setting<String> NEWEST_BY = new Setting<>("newest_by", YamlValue::text);
    public static final Setting<ChangeKind> CHANGE = new Setting<>(
            "change", value -> value.oneOf(words(ChangeKind.values()), Set.of("ct", "cdc", "temporal", "fingerprint")));
    public static final Setting<String> CURSOR = new Setting<>("cursor", YamlValue::text);
    public static final Setting<CursorZone> ZONE = new Setting<>("zone", CursorValues::zone);
    public static final Setting<Duration> MARGIN = new Setting<>("margin", YamlValue::span);
    public static final Setting<Duration> LAG = new Setting<>("lag", YamlValue::positiveSpan);
    public static final Setting<Lookback> LOOKBACK = new Setting<>("lookback", CursorValues::lookback);
    public static final Setting<NullCursor> NULL_CURSOR =
            new Setting<>("null_cursor", value -> value.oneOf(words(NullCursor.values())));
    public static final Setting<Duration> DRAIN_TIMEOUT = new Setting<>("drain_timeout", YamlValue::positiveSpan);
    public static final Setting<ColumnChoice> COLUMNS = new Setting<>("columns", ColumnChoice::read);
    public static final Setting<String> WHERE = new Setting<>("where", YamlValue::text);
    public static final Setting<SliceChoice> SLICES = new Setting<>("slices", SliceChoice::read);
    public static final Setting<SchemaContract> CONTRACT = new Setting<>("contract", Setting::contract);
    public static final Setting<List<String>> CLUSTER_BY = new Setting<>("cluster_by", YamlValue::texts);
    public static final Setting<Map<String, String>> PROPERTIES = new Setting<>("properties", Setting::properties);
    public static final Setting<LoadLimits> LIMITS = new Setting<>("limits", Setting::limits);
    public static final Setting<OptionalInt> PARTITIONS = new Setting<>("partitions", Setting::partitions);
    public static final Setting<Duration> FRESHNESS = new Setting<>("freshness", YamlValue::positiveSpan);
    public static final Setting<String> TARGET = new Setting<>("target", TargetPlace::readOwn);
    public static final Setting<Boolean> DISABLED = new Setting<>("disabled", YamlValue::flag);

    private static final int MAX_PARTITIONS = 64;
    private static final int ALL_PERCENT = 100;

    /** All of them by key, in the order in which people see them. */
    private static final Map<String, Setting<?>> ALL = byKey(List.of(
            TARGET,
            MODE,
            KEY,
            NEWEST_BY,
            DELETE,
            CHANGE,
            CURSOR,
            ZONE,
            MARGIN,
            LAG,
            LOOKBACK,
            NULL_CURSOR,
            DRAIN_TIMEOUT,
            COLUMNS,
            WHERE,
            SLICES,
            CONTRACT,
            CLUSTER_BY,
            PROPERTIES,
            LIMITS,
            PARTITIONS,
            FRESHNESS,
            DISABLED));

    /** What the design has and this version has not. */
    private static final Set<String> LATER =
            Set.of("verify", "track", "window", "deletes", "renames", "backfill_new_columns", "require");

    private final String key;
    private final Function<YamlValue, T> reader;

    private Setting(String key, Function<YamlValue, T> reader) {
        this.key = key;
        this.reader = reader;
    }

    /** Its name in the file. */
    public String key() {
        return key;
    }

    /** All names, in the order in which people see them. */
    public static Set<String> keys() {
        return ALL.keySet();
    }

    /** Names that a later version will know. */
    static Set<String> laterKeys() {
        return LATER;
    }

    /** Those settings that a mapping has; what is none of them is the caller's to look at before. */
    static StreamOptions options(YamlMapping mapping) {
        Map<Setting<?>, Given<?>> values = new LinkedHashMap<>();
        mapping.values()
                .forEach((name, value) -> Optional.ofNullable(ALL.get(name))
                        .ifPresent(setting -> values.put(setting, setting.given(value))));
        return new StreamOptions(values);
    }

    private Given<T> given(YamlValue value) {
        return new Given<>(reader.apply(value), value.shown(), value.origin());
    }

    /** Names and values of a table's properties; what they may be called is looked at when the target is known. */
    private static Map<String, String> properties(YamlValue value) {
        Map<String, String> properties = new LinkedHashMap<>();
        value.mapping().values().forEach((name, property) -> properties.put(name, property.scalar()));
        return Collections.unmodifiableMap(properties);
    }

    /** One rule for all, or one each for the table, its columns and their types. */
    private static SchemaContract contract(YamlValue value) {
        if (value.isScalar()) {
            return SchemaContract.of(rule(value));
        }
        YamlMapping rules = value.mapping().with(List.of("table", "columns", "types"), Set.of());
        return value.checked(() -> new SchemaContract(
                rules.find("table").map(Setting::rule).orElse(Rule.EVOLVE),
                rules.find("columns").map(Setting::rule).orElse(Rule.EVOLVE),
                rules.find("types").map(Setting::rule).orElse(Rule.EVOLVE)));
    }

    private static Rule rule(YamlValue value) {
        return value.oneOf(words(Rule.values()));
    }

    private static LoadLimits limits(YamlValue value) {
        YamlMapping limits =
                value.mapping().with(List.of("deleted_rows", "deleted_percent", "shrink_percent"), Set.of("approve"));
        OptionalLong rows = limits.find("deleted_rows").stream()
                .mapToLong(count -> count.whole(0, Long.MAX_VALUE))
                .findFirst();
        return new LoadLimits(rows, percent(limits, "deleted_percent"), percent(limits, "shrink_percent"));
    }

    private static OptionalInt percent(YamlMapping limits, String key) {
        return limits.find(key).stream()
                .mapToInt(share -> (int) share.whole(0, ALL_PERCENT))
                .findFirst();
    }

    /** A number of readers; empty for as many as the planner finds right. */
    private static OptionalInt partitions(YamlValue value) {
        return value.isWord("auto") ? OptionalInt.empty() : OptionalInt.of((int) value.whole(1, MAX_PARTITIONS));
    }

    static <E extends Enum<E>> Map<String, E> words(E[] values) {
        return Arrays.stream(values)
                .collect(Collectors.toMap(
                        value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value -> value));
    }

    private static Map<String, Setting<?>> byKey(List<Setting<?>> settings) {
        Map<String, Setting<?>> byKey = new LinkedHashMap<>();
        settings.forEach(setting -> byKey.put(setting.key, setting));
        return Collections.unmodifiableMap(byKey);
    }

    @Override
    public String toString() {
        return key;
    }

    /** What the rows that are read do to those that are in the target. */
    public enum Mode {
        REPLACE,
        APPEND,
        MERGE,
        REPLACE_WHERE;

        private static final Map<String, Mode> WORDS = words(values());
    }

    /** How changes are found, as the file says it. */
    public enum ChangeKind {
        /** The best that the source allows. */
        AUTO,
        FULL,
        CURSOR,
        ROWVERSION
    }

    /** What becomes of rows of the target that were deleted at the source. */
    public enum Deletes {
        /** They stay. */
        IGNORE,
        /** They go. */
        HARD,
        /** They are marked. */
        SOFT
    }

    /**
     * Which columns are read, and how.
     *
     * @param exclude those that are not
     * @param temporal by column, in lower case: how a seventh digit of a second is treated
     */
    public record ColumnChoice(List<String> exclude, Map<String, TemporalPolicy> temporal) {

        /** All of them, as they are. */
        public static final ColumnChoice ALL = new ColumnChoice(List.of(), Map.of());

        static ColumnChoice read(YamlValue value) {
            YamlMapping mapping = value.mapping().with(List.of("exclude", "temporal"), Set.of("include"));
            Map<String, TemporalPolicy> temporal = new LinkedHashMap<>();
            mapping.find("temporal")
                    .ifPresent(policies -> policies.mapping()
                            .values()
                            .forEach((column, policy) -> temporal.put(
                                    column.toLowerCase(Locale.ROOT), policy.oneOf(words(TemporalPolicy.values())))));
            return new ColumnChoice(
                    mapping.find("exclude").map(YamlValue::texts).orElse(List.of()), Map.copyOf(temporal));
        }
    }
}
