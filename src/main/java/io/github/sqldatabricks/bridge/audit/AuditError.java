package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Optional;

/**
 * Why an attempt did not succeed.
 *
 * @param code stable, docs/errors.md; 64 characters at most
 * @param text for people; only of errors whose text the bridge writes itself out of names and counts
 */
public record AuditError(String code, Optional<String> text) {

    static final int LONGEST_CODE = 64;
    private static final int LONGEST_TEXT = 2000;

    public AuditError {
        code = AuditText.fit(code, LONGEST_CODE);
        text = AuditText.fit(text, LONGEST_TEXT);
    }

    /** An error without a text. */
    public static AuditError of(ErrorCode error) {
        return of(error.text());
    }

    /** An error without a text, by the code of a record. */
    public static AuditError of(String code) {
        return new AuditError(code, Optional.empty());
    }

    /**
     * What may be kept of an error. Texts of SQL Server, Databricks and of wrong requests quote values; those of refused
     * rights and of a lack of room name users, tables and counts.
     */
    public static AuditError of(BridgeException error) {
        boolean harmless = error instanceof BridgeException.NotAllowed
                || error instanceof BridgeException.NotAuthenticated
                || error instanceof BridgeException.Busy;
        return new AuditError(error.code(), harmless ? Optional.of(error.getMessage()) : Optional.empty());
    }

    /** As in the log: the code, and after a colon the text if there is one. */
    @Override
    public String toString() {
        return text.map(known -> code + ": " + known).orElse(code);
    }
}
