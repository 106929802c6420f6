package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;

/**
 * What one user may do. Nothing is allowed that no entry allows; entries add up, none takes anything away.
 *
 * @param entries in the order of the file
 * @param sources which tables of Unity Catalog may be copied by events
 */
public record Permissions(List<Entry> entries, List<SourcePattern> sources) {

    /** Every table, to read and to write, without a limit, and every source. */
    public static final Permissions EVERYTHING = new Permissions(
            List.of(new Entry(TablePattern.parse("*"), AccessLevel.READ_WRITE, WriteLimits.NONE)),
            List.of(SourcePattern.EVERYTHING));

    public Permissions {
        entries = List.copyOf(entries);
        sources = List.copyOf(sources);
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
}
