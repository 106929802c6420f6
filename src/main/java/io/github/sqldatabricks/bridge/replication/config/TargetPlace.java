package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the tables of a replication are, and the volume in which their files land.
 *
 * @param catalog of the tables
 * @param schema of the tables
 * @param table the name of one
 * @param volume a folder of a volume
 */
public record TargetPlace(NameTemplate catalog, NameTemplate schema, NameTemplate table, VolumePath volume) {

    private static final Set<String> OF_COUNTRY = Set.of(NameTemplate.COUNTRY);
    private static final Set<String> OF_TABLE = Set.of(NameTemplate.COUNTRY, NameTemplate.SCHEMA, NameTemplate.TABLE);
    private static final NameTemplate SAME_TABLE = new NameTemplate("{table}");

    static TargetPlace read(YamlValue value, Country country) {
        YamlMapping mapping = value.mapping().with(List.of("catalog", "schema", "table", "volume"), Set.of());
        TargetPlace place = new TargetPlace(
                NameTemplate.read(mapping.get("catalog"), OF_COUNTRY),
                NameTemplate.read(mapping.get("schema"), OF_TABLE),
                mapping.find("table")
                        .map(table -> NameTemplate.read(table, OF_TABLE))
                        .orElse(SAME_TABLE),
                volume(mapping.get("volume"), country));
        value.checked(() -> place.table(
                Map.of(NameTemplate.COUNTRY, country.key(), NameTemplate.SCHEMA, "s", NameTemplate.TABLE, "t")));
        return place;
    }

    private static VolumePath volume(YamlValue value, Country country) {
        Map<String, String> names = Map.of(NameTemplate.COUNTRY, country.key());
        return value.checked(
                () -> new VolumePath(NameTemplate.read(value, OF_COUNTRY).with(names)));
    }

    /**
     * The table for these names.
     *
     * @throws BridgeException.InvalidRequest when it is none that Unity Catalog could have
     */
    public UnityTable table(Map<String, String> names) {
        return new UnityTable(catalog.with(names), schema.with(names), table.with(names));
    }

    /**
     * Whether its tables may be in this schema.
     *
     * @param whole catalog and schema, in lower case
     */
    public boolean mayBe(String whole, Country country) {
        Map<String, String> names = Map.of(NameTemplate.COUNTRY, country.key());
        String own = (catalog.with(names) + "." + schema.with(names)).toLowerCase(Locale.ROOT);
        return own.contains("{") || own.equals(whole);
    }

    /**
     * A stream's own target, such as {@code main.raw.{table}}, for these names.
     *
     * @throws BridgeException.InvalidRequest when it is none that Unity Catalog could have
     */
    public static UnityTable own(String target, Map<String, String> names) {
        UnityTable template = UnityTable.parse(target);
        return new UnityTable(
                new NameTemplate(template.catalog()).with(names),
                new NameTemplate(template.schema()).with(names),
                new NameTemplate(template.name()).with(names));
    }

    /** A stream's own target as it is written. */
    static String readOwn(YamlValue value) {
        NameTemplate.read(value, OF_TABLE);
        value.checked(() -> UnityTable.parse(value.text()));
        return value.text();
    }

    /**
     * A name with placeholders such as <code>{country}</code>, whose values are names themselves. What comes out is checked by the type of the
     * name.
     *
     * @param text as it is written
     */
    public record NameTemplate(String text) {

        /** The country of the source, in lower case. */
        public static final String COUNTRY = "country";

        /** The schema of the source's table. */
        public static final String SCHEMA = "schema";

        /** The source's table, or the stream of a template. */
        public static final String TABLE = "table";

        private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

        /**
         * Reads one.
         *
         * @param allowed the placeholders that have a value there
         */
        static NameTemplate read(YamlValue value, Set<String> allowed) {
            NameTemplate template = new NameTemplate(value.text());
            Matcher matcher = PLACEHOLDER.matcher(template.text);
            while (matcher.find()) {
                if (!allowed.contains(matcher.group(1))) {
                    throw value.refused("a name whose placeholders are of " + shown(allowed));
                }
            }
            if (matcher.replaceAll("").matches(".*[{}].*")) {
                throw value.refused("a name without braces other than those of " + shown(allowed));
            }
            return template;
        }

        private static String shown(Set<String> allowed) {
            return "{" + String.join("}, {", new TreeSet<>(allowed)) + "}";
        }

        /** The name with these values; one that is missing stays a placeholder. */
        public String with(Map<String, String> values) {
            return PLACEHOLDER
                    .matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
