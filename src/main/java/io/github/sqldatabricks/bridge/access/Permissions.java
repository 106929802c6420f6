package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What one user may do. Nothing is allowed that no entry allows; entries add up, none takes anything away.
 *
 * @param entries in the order of the file
 * @param sources which tables of Unity Catalog may be copied by events
 * @param loads which tables of Unity Catalog may be loaded
 * @param operates which replications may be paused, reset and let past their limits, by name; {@code *} for all
 */
public record Permissions(
        List<Entry> entries, List<SourcePattern> sources, List<SourcePattern> loads, List<String> operates) {

    /** Every table, to read and to write, without a limit, and every source, and every table of Unity Catalog to load. */
    public static final Permissions EVERYTHING = new Permissions(
            List.of(new Entry(TablePattern.parse("*"), AccessLevel.READ_WRITE, WriteLimits.NONE)),
            List.of(SourcePattern.EVERYTHING),
            List.of(SourcePattern.EVERYTHING),
            List.of("*"));

    public Permissions {
        entries = List.copyOf(entries);
        sources = List.copyOf(sources);
        loads = List.copyOf(loads);
        operates = List.copyOf(operates);
    }

    /** Whether this replication may be operated. */
    public boolean allowOperating(String replication) {
        return operates.contains("*") || operates.contains(replication);
    }

    /** Whether rows may be loaded into this table. */
    public boolean allowLoad(UnityTable table) {
        return loads.stream().anyMatch(pattern -> pattern.matches(table));
    }

    /** Whether events may copy this table. */
    public boolean allowSource(UnityTable table) {
        return sources.stream().anyMatch(pattern -> pattern.matches(table));
    }

    /** Whether some entry allows this on the table. */
    public boolean allow(AccessLevel needed, TableName table) {
        return entries.stream().anyMatch(entry -> entry.allows(needed, table));
    }

    /** Whether an entry for {@code *} allows this on every table, even one that is not known by name. */
    public boolean allowEverything(AccessLevel needed) {
        return entries.stream().anyMatch(entry -> entry.allowsEverything(needed));
    }

    /** Whether some entry allows this, on whatever tables. */
    public boolean allowAnything(AccessLevel needed) {
        return entries.stream().anyMatch(entry -> entry.access().includes(needed));
    }

    /** How much one event may change of the table: the strictest of all entries that allow to write it. */
    public WriteLimits writeLimits(TableName table) {
        return entries.stream()
                .filter(entry -> entry.allows(AccessLevel.WRITE, table))
                .map(Entry::limits)
                .reduce(WriteLimits.NONE, WriteLimits::and);
    }

    /**
     * One line of a user's permissions.
     *
     * @param tables what it is about
     * @param access what it allows
     * @param limits how much one event may change of them
     */
    public record Entry(TablePattern tables, AccessLevel access, WriteLimits limits) {

        boolean allows(AccessLevel needed, TableName table) {
            return access.includes(needed) && tables.matches(table);
        }

        boolean allowsEverything(AccessLevel needed) {
            return access.includes(needed) && tables.everything();
        }
    }

    /**
     * Which tables a permission is about: {@code *} (everything, other databases and servers too), {@code schema.*},
     * {@code schema.table}, {@code table} (in {@code dbo}), or one of these behind {@code database.}. A pattern without a
     * database means the one that the country's connection opens, and no other.
     *
     * @param table the names to match; {@code *} as its name stands for every table of the schema
     * @param everything whether all tables match
     */
    public record TablePattern(TableName table, boolean everything) {

        private static final String WILDCARD = "*";

        /**
         * Reads a pattern.
         *
         * @throws IllegalArgumentException when it is none
         */
        public static TablePattern parse(String text) {
            if (text.equals(WILDCARD)) {
                return new TablePattern(new TableName("", WILDCARD, WILDCARD), true);
            }
            TableName table = TableName.parse(text);
            boolean bareWildcard =
                    TableName.parts(text).size() == 1 && table.name().equals(WILDCARD);
            boolean partOfName =
                    table.name().contains(WILDCARD) && !table.name().equals(WILDCARD);
            if (bareWildcard || partOfName || (table.schema() + table.database()).contains(WILDCARD)) {
                throw new IllegalArgumentException("a wildcard must be the whole last part");
            }
            return new TablePattern(table, false);
        }

        /** Whether the permission is about this table. */
        public boolean matches(TableName candidate) {
            return everything
                    || table.database().equals(candidate.database())
                            && table.schema().equals(candidate.schema())
                            && (table.name().equals(WILDCARD) || table.name().equals(candidate.name()));
        }

        /** The pattern as the permissions file would hold it, in lower case. */
        @Override
        public String toString() {
            return everything ? WILDCARD : table.toString();
        }
    }

    /**
     * Which tables of Unity Catalog may be sources of events, or be loaded: {@code *} (all), {@code catalog.*}, {@code catalog.schema.*} or {@code
     * catalog.schema.table}. Unity Catalog compares names without case.
     *
     * @param parts in lower case; the last one may be {@code *}
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names">Names</a>
     */
    public record SourcePattern(List<String> parts) {

        /** Every table. */
        static final SourcePattern EVERYTHING = new SourcePattern(List.of("*"));

        private static final Pattern VALID = Pattern.compile(
                "\\*|[^\\p{C}\\p{Z}./*`]+(?:\\.\\*|\\.[^\\p{C}\\p{Z}./*`]+\\.(?:\\*|[^\\p{C}\\p{Z}./*`]+))");

        public SourcePattern {
            parts = List.copyOf(parts);
        }

        /**
         * Reads a pattern.
         *
         * @throws IllegalArgumentException when it is none
         */
        public static SourcePattern parse(String text) {
            if (!VALID.matcher(text).matches()) {
                throw new IllegalArgumentException("not a pattern of sources");
            }
            return new SourcePattern(List.of(text.toLowerCase(Locale.ROOT).split("\\.")));
        }

        /** Whether the permission is about this table. */
        public boolean matches(UnityTable table) {
            List<String> names = List.of(lower(table.catalog()), lower(table.schema()), lower(table.name()));
            int last = parts.size() - 1;
            return parts.get(last).equals("*")
                    ? names.subList(0, last).equals(parts.subList(0, last))
                    : names.equals(parts);
        }

        private static String lower(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        /** As the permissions file would hold it, in lower case. */
        @Override
        public String toString() {
            return String.join(".", parts);
        }
    }

    /**
     * How much one event may change of a table.
     *
     * @param maxDeleteRows deleted rows, at least 0; empty for no limit, as the others
     * @param maxChangedRows inserted, updated and deleted rows together, at least 0
     * @param maxChangedPercent updated and deleted rows, in percent of the rows that the table has; 0 to 100
     */
    public record WriteLimits(
            OptionalLong maxDeleteRows, OptionalLong maxChangedRows, OptionalDouble maxChangedPercent) {

        /** No limit at all. */
        public static final WriteLimits NONE =
                new WriteLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

        /** The stricter of both, limit by limit: a guard rail that stands somewhere holds. */
        WriteLimits and(WriteLimits other) {
            return new WriteLimits(
                    lower(maxDeleteRows, other.maxDeleteRows),
                    lower(maxChangedRows, other.maxChangedRows),
                    maxChangedPercent.isPresent() && other.maxChangedPercent.isPresent()
                            ? OptionalDouble.of(
                                    Math.min(maxChangedPercent.getAsDouble(), other.maxChangedPercent.getAsDouble()))
                            : maxChangedPercent.isPresent() ? maxChangedPercent : other.maxChangedPercent);
        }

        private static OptionalLong lower(OptionalLong one, OptionalLong other) {
            return one.isPresent() && other.isPresent()
                    ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
                    : one.isPresent() ? one : other;
        }
    }

    /** What a permission allows on its tables. */
    public enum AccessLevel {
        /** The tables may be extracted. */
        READ,
        /** The tables may be the target of a sync. */
        WRITE,
        /** Both. */
        READ_WRITE;

        /** Whether this level includes {@code needed}. */
        public boolean includes(AccessLevel needed) {
            return this == READ_WRITE || this == needed;
        }
    }
}
