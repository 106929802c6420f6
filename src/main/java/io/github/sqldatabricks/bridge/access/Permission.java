package io.github.sqldatabricks.bridge.access;

import java.util.OptionalLong;

/**
 * One line of a user's permissions.
 *
 * @param tables what it is about
 * @param access what it allows
 * @param maxDeleteRows the most rows that one event may delete, at least 0; empty for no limit
 */
public record Permission(TablePattern tables, AccessLevel access, OptionalLong maxDeleteRows) {

    boolean allows(AccessLevel needed, TableName table) {
        return access.includes(needed) && tables.matches(table);
    }

    boolean allowsEverything(AccessLevel needed) {
        return access.includes(needed) && tables.everything();
    }
}
