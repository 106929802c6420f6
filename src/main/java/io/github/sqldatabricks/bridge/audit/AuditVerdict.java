package io.github.sqldatabricks.bridge.audit;

/** What became of a look at the whole chain. */
public sealed interface AuditVerdict {

    /**
     * Every record is as it was written, and none is missing.
     *
     * @param records how many are there
     * @param last the last of them
     */
    record Intact(long records, AuditPosition last) implements AuditVerdict {}

    /** There has never been a record: nothing was verified, and perhaps it is not the database that was meant. */
    record Empty() implements AuditVerdict {}

    /**
     * Somebody changed the table.
     *
     * @param sequence the first record that is wrong or missing
     * @param reason for people
     */
    record Broken(long sequence, String reason) implements AuditVerdict {}
}
