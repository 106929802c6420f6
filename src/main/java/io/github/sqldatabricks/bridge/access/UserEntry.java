package io.github.sqldatabricks.bridge.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a user as the permissions file holds him. */
final class UserEntry {

    private UserEntry() {}

    /** The lines of a list item of {@code users:}, without indentation of the whole. */
    static List<String> lines(NewUser user, TokenHash token) {
        List<String> lines = new ArrayList<>();
        lines.add("- name: " + quoted(user.name()));
        lines.add("  token_sha256: " + quoted(token.hex()));
        user.expires().ifPresent(day -> lines.add("  expires: " + day));
        if (user.admin()) {
            lines.add("  admin: true");
        }
        if (user.events()) {
            lines.add("  events: true");
        }
        if (!user.sources().isEmpty()) {
            lines.add("  sources:");
            user.sources().forEach(source -> lines.add("    - " + quoted(source)));
        }
        if (!user.grants().isEmpty()) {
            lines.add("  permissions:");
            user.grants().forEach(grant -> lines.addAll(lines(grant)));
        }
        return lines;
    }

    private static List<String> lines(Grant grant) {
        List<String> lines = new ArrayList<>();
        lines.add("    - table: " + quoted(grant.table()));
        lines.add("      access: " + grant.access().name().toLowerCase(Locale.ROOT));
        if (grant.access().includes(AccessLevel.WRITE)) {
            WriteLimits limits = grant.limits();
            limits.maxDeleteRows().ifPresent(rows -> lines.add("      max_delete_rows: " + rows));
            limits.maxChangedRows().ifPresent(rows -> lines.add("      max_changed_rows: " + rows));
            limits.maxChangedPercent().ifPresent(percent -> lines.add("      max_changed_percent: " + percent));
        }
        return lines;
    }

    /** YAML 1.2, section 7.3.1: in double quotes only these two have to be escaped, besides control characters. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
