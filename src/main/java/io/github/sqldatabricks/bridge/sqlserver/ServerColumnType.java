package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.util.Optional;

/**
 * A column's type, its collation, and how its values are staged.
 *
 * @param collation of character types; null for others
 * @param form empty for a type that takes nothing
 */
record ServerColumnType(TargetType rules, String collation, Optional<StagingForm> form) implements TargetType {

    static ServerColumnType of(DeclaredType declared, String collation) {
        return new ServerColumnType(declared.target(), collation, declared.staging(collation));
    }

    /** The form of a type that takes something. */
    StagingForm staging() {
        return form.orElseThrow(
                () -> new IllegalStateException(declaration() + " takes nothing: ask for the refusal first"));
    }

    /**
     * A marker whose value is compared with the column. Text is sent as nvarchar and converted by the column's code page, not
     * the database's.
     */
    String marker() {
        StagingForm staging = staging();
        String value = staging.isText() && staging.conversion().isPresent() && collation != null
                ? "? COLLATE " + collation
                : "?";
        return "CAST(" + value + " AS " + staging.conversion().orElse(declaration()) + ")";
    }

    @Override
    public String declaration() {
        return rules.declaration();
    }

    @Override
    public Optional<String> refusal(ColumnType source) {
        return rules.refusal(source);
    }

    @Override
    public ValueReader reader(ColumnType source) {
        return rules.reader(source);
    }
}
