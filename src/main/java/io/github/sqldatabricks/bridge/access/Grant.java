package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;

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
                    "Expected a table like dbo.Results, sales.*, Archive.dbo.Results or *, but got '" + table + "'.");
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
