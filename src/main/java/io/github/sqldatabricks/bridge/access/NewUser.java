package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.SourcePattern;
import io.github.sqldatabricks.bridge.access.Permissions.TablePattern;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user to be added to the permissions file.
 *
 * @param name 1 to 100 letters, digits, '.', '_', '@', ' ' or '-', beginning with a letter or digit
 * @param expires the last day (UTC) on which the token is valid; empty for no end
 * @param admin whether the user sees and cancels everybody's jobs
 * @param events whether rows of the events table may act for the user
 * @param grants the user's permissions
 * @param sources patterns of the tables of Unity Catalog that the user's events may copy, such as {@code main.silver.*}
 * @param loads patterns of the tables of Unity Catalog that the user may have rows loaded into
 */
public record NewUser(
        String name,
        Optional<LocalDate> expires,
        boolean admin,
        boolean events,
        List<Grant> grants,
        List<String> sources,
        List<String> loads) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._@ -]{0,99}");

    /** @throws BridgeException.InvalidRequest when the name is none, or a source is no pattern */
    public NewUser {
        grants = List.copyOf(grants);
        sources = List.copyOf(sources);
        sources.forEach(NewUser::requirePattern);
        loads = List.copyOf(loads);
        loads.forEach(NewUser::requirePattern);
        if (!NAME.matcher(name).matches()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_USER_NAME,
                    "Expected a name of 1 to 100 letters, digits, '.', '_', '@', '-' or spaces, but got '" + name
                            + "'.");
        }
    }

    /** The user as the permissions file holds it: the lines of a list item of {@code users:}, without indentation of the whole. */
    List<String> entry(TokenHash token) {
        List<String> lines = new ArrayList<>();
        lines.add("- name: " + quoted(name));
        lines.add("  token_sha256: " + quoted(token.hex()));
        expires.ifPresent(day -> lines.add("  expires: " + day));
        if (admin) {
            lines.add("  admin: true");
        }
        if (events) {
            lines.add("  events: true");
        }
        if (!sources.isEmpty()) {
            lines.add("  sources:");
            sources.forEach(source -> lines.add("    - " + quoted(source)));
        }
        if (!loads.isEmpty()) {
            lines.add("  loads:");
            loads.forEach(table -> lines.add("    - " + quoted(table)));
        }
        if (!grants.isEmpty()) {
            lines.add("  permissions:");
            grants.forEach(grant -> lines.addAll(lines(grant)));
        }
        return lines;
    }

    private static List<String> lines(NewUser.Grant grant) {
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

    private static void requirePattern(String source) {
        try {
            SourcePattern.parse(source);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SOURCE_TABLE,
                    "Expected a source like main.silver.prices, main.silver.*, main.* or *, but got '" + source + "'.");
        }
    }

    /**
     * A permission to be written into the permissions file.
     *
     * @param table as a person writes it, such as {@code dbo.Results} or {@code sales.*}
     * @param access what it allows
     * @param limits how much one event may change; written only where the access includes {@code write}
     */
    public record Grant(String table, AccessLevel access, WriteLimits limits) {

        /** @throws BridgeException.InvalidRequest when {@code table} is no pattern of the permissions file */
        public Grant {
            // A line break would be folded into a space by YAML: the permission would be about another table.
            if (table.chars().anyMatch(Character::isISOControl) || !isPattern(table)) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_TABLE,
                        "Expected a table like dbo.Results, sales.*, Archive.dbo.Results or *, but got '" + table
                                + "'.");
            }
        }

        private static boolean isPattern(String text) {
            try {
                TablePattern.parse(text);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
