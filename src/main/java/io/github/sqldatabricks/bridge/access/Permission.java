package io.github.sqldatabricks.bridge.access;

/**
 * One line of a user's permissions.
 *
 * @param tables what it is about
 * @param access what it allows
 * @param limits how much one event may change of them
 */
public record Permission(TablePattern tables, AccessLevel access, WriteLimits limits) {

    boolean allows(AccessLevel needed, TableName table) {
        return access.includes(needed) && tables.matches(table);
    }

    boolean allowsEverything(AccessLevel needed) {
        return access.includes(needed) && tables.everything();
    }
}
