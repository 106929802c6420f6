package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.SourcePattern;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why a user may or may not do something with a table. Decides nothing itself: {@link Permissions} does.
 *
 * @param user the user's name
 * @param credential what identifies the user, as {@link TokenAdministration.UserSummary#credential}
 * @param table as it is compared: lower case, with its schema
 * @param needed read or write
 * @param allowed what the service would answer
 * @param reason the answer in one sentence
 * @param limits how much one event may change of the table; of writing only
 * @param entries all of the user's entries, in the order of the file
 */
public record Explanation(
        String user,
        String credential,
        String table,
        AccessLevel needed,
        boolean allowed,
        String reason,
        WriteLimits limits,
        List<Entry> entries) {

    /**
     * One entry of the user.
     *
     * @param number counted from 1
     * @param table its pattern
     * @param access what it allows
     * @param applies whether it allows what is needed
     * @param reason why, or why not
     */
    public record Entry(int number, String table, AccessLevel access, boolean applies, String reason) {

        private static Entry of(int number, Permissions.Entry permission, AccessLevel needed, TableName table) {
            return new Entry(
                    number,
                    permission.tables().toString(),
                    permission.access(),
                    permission.allows(needed, table),
                    permission.tables().matches(table)
                            ? permission.access().includes(needed)
                                    ? "allows it"
                                    : "the table matches, but not the access"
                            : mismatch(permission.tables().table(), table));
        }

        private static String mismatch(TableName pattern, TableName table) {
            if (!pattern.database().equals(table.database())) {
                return pattern.database().isEmpty()
                        ? "is about the connection's own database, not " + table.database()
                        : "is about the database " + pattern.database();
            }
            return pattern.schema().equals(table.schema())
                    ? "is about another table"
                    : "is about the schema " + pattern.schema();
        }
    }

    static Explanation of(User user, TableName table, AccessLevel needed, LocalDate today) {
        Permissions permissions = user.principal().permissions();
        List<Entry> entries = new ArrayList<>();
        for (Permissions.Entry permission : permissions.entries()) {
            entries.add(Entry.of(entries.size() + 1, permission, needed, table));
        }
        boolean granted = permissions.allow(needed, table);
        boolean expired = user.expiredOn(today);
        return new Explanation(
                user.principal().name(),
                user.shownCredential(),
                table.toString(),
                needed,
                granted && !expired,
                reason(user, granted, expired, needed),
                needed == AccessLevel.WRITE ? permissions.writeLimits(table) : WriteLimits.NONE,
                entries);
    }

    /** Of a table of Unity Catalog that events are to copy; the entries are the user's {@code sources}. */
    static Explanation ofSource(User user, UnityTable table, LocalDate today) {
        List<SourcePattern> sources = user.principal().permissions().sources();
        List<Entry> entries = new ArrayList<>();
        for (SourcePattern pattern : sources) {
            boolean applies = pattern.matches(table);
            entries.add(new Entry(
                    entries.size() + 1,
                    pattern.toString(),
                    AccessLevel.READ,
                    applies,
                    applies ? "allows it" : "is about other tables"));
        }
        boolean granted = user.principal().permissions().allowSource(table);
        boolean expired = user.expiredOn(today);
        return new Explanation(
                user.principal().name(),
                user.shownCredential(),
                table.toString(),
                AccessLevel.READ,
                granted && !expired,
                reason(user, granted, expired, AccessLevel.READ),
                WriteLimits.NONE,
                entries);
    }

    private static String reason(User user, boolean granted, boolean expired, AccessLevel needed) {
        if (expired) {
            String what = user.credential() instanceof User.Credential.Token ? "token" : "entry";
            return "the " + what + " expired on " + user.expires().orElseThrow();
        }
        String access = needed.name().toLowerCase(Locale.ROOT);
        return granted ? "an entry allows to " + access + " it" : "no entry allows to " + access + " it";
    }
}
