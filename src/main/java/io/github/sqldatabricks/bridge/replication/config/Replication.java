package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one file says: which rows of a source are kept current in which tables, and when. Nothing of it was compared with the source's
 * catalogue yet.
 *
 * @param name 1 to 64 lower-case letters, digits, {@code _} and {@code -}, no other file's
 * @param description for people; may be empty
 * @param file its name
 * @param country whose SQL Server, templates and parameters are used
 * @param target where the tables are
 * @param schedule when it runs by itself; empty for never
 * @param defaults what holds for streams that do not say otherwise
 * @param rules its entries, in the order of the file, which means nothing
 */
public record Replication(
        String name,
        String description,
        String file,
        Country country,
        TargetPlace target,
        Optional<Schedule> schedule,
        StreamOptions defaults,
        List<StreamRule> rules) {

    /** What a name looks like. */
    public static final String NAME_PATTERN = "[a-z0-9][a-z0-9_-]{0,63}";

    public Replication {
        rules = List.copyOf(rules);
    }

    /**
     * What one place of a file says of streams: {@code defaults}, a pattern, or a stream's own entry.
     *
     * @param values by setting; each has a value of its setting's kind
     */
    public record StreamOptions(Map<Setting<?>, Given<?>> values) {

        public StreamOptions {
            values = Map.copyOf(values);
        }

        /** What is said of this setting here. */
        @SuppressWarnings("unchecked") // Setting.options puts values of the setting's kind only
        public <T> Optional<Given<T>> find(Setting<T> setting) {
            return Optional.ofNullable((Given<T>) values.get(setting));
        }

        /**
         * A value and where it stands.
         *
         * @param text as it is written
         * @param origin file and line
         */
        public record Given<T>(T value, String text, String origin) {}
    }

    /**
     * One entry below {@code streams}.
     *
     * @param key as it is written
     * @param rows which rows it is about
     * @param options what it says of them
     * @param origin file and line
     */
    public record StreamRule(String key, Rows rows, StreamOptions options, String origin) {

        /** Which rows an entry is about. */
        public sealed interface Rows {}

        /**
         * Those of all tables that a pattern means.
         *
         * @param exclude tables that it does not mean
         */
        public record Tables(StreamPattern pattern, List<StreamPattern> exclude) implements Rows {

            public Tables {
                exclude = List.copyOf(exclude);
            }
        }

        /** Those of a query template; the entry's key is the stream's name. */
        public record Template(QueryName stream, QueryName query) implements Rows {}
    }

    /**
     * Which tables are meant: {@code schema.table} or {@code table} (in dbo), names with dots or blanks in brackets; {@code *} stands for any
     * characters. Names are compared without case, as SQL Server's usual collation does.
     *
     * @param names as they are written, with their {@code *}
     */
    public record StreamPattern(SqlServerTable names) {

        private static final String WILDCARD = "*";

        /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when it is no name of a table */
        static StreamPattern parse(String text) {
            return new StreamPattern(SqlServerTable.parse(text));
        }

        /** Whether it names one table and no others. */
        public boolean isExact() {
            return !names.toString().contains(WILDCARD);
        }

        /** How many characters it says: of two patterns that meet a table, the longer one wins. */
        public int length() {
            return names.toString().replace(WILDCARD, "").length();
        }

        /** Whether it means this table. */
        public boolean matches(SqlServerTable table) {
            return matches(names.schema(), table.schema()) && matches(names.name(), table.name());
        }

        private static boolean matches(String pattern, String name) {
            if (!pattern.contains(WILDCARD)) {
                return pattern.equalsIgnoreCase(name);
            }
            String expression = Arrays.stream(pattern.split(Pattern.quote(WILDCARD), -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                    .matcher(name)
                    .matches();
        }

        /** The same for every spelling of it. */
        StreamPattern folded() {
            return new StreamPattern(new SqlServerTable(
                    names.schema().toLowerCase(Locale.ROOT), names.name().toLowerCase(Locale.ROOT)));
        }

        @Override
        public String toString() {
            return names.toString();
        }
    }
}
