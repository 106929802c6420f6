package io.github.sqldatabricks.bridge.sync;

/**
 * A column of the target table.
 *
 * @param name as SQL Server spells it
 * @param type what it can hold
 * @param writing who may write it
 * @param nullable whether it can be NULL
 * @param hasDefault whether an INSERT may leave it out although it can't be NULL
 */
public record TargetColumn(String name, TargetType type, Writing writing, boolean nullable, boolean hasDefault) {

    /** Who may write a column. */
    public enum Writing {
        /** Everybody. */
        FREE,
        /** SQL Server numbers the rows; an explicit value needs IDENTITY_INSERT, an UPDATE is impossible. */
        IDENTITY,
        /** Nobody: it is computed from other columns. */
        COMPUTED,
        /** Nobody: a rowversion. */
        ROWVERSION,
        /** Nobody: a period column of a system-versioned table, or a hidden one of a ledger table. */
        GENERATED
    }

    /** Whether an INSERT must give it a value. */
    boolean needed() {
        return writing == Writing.FREE && !nullable && !hasDefault;
    }
}
