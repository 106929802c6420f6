package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import io.github.sqldatabricks.bridge.sync.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.type.SqlServerTargetTypes;
import java.util.Optional;

/**
 * A column's type, its collation, and how its values are staged.
 *
 * @param collation of character types; null for others
 */
record ServerColumnType(TargetType rules, DeclaredType declared, String collation, StagingForm staging)
        implements TargetType {

    static ServerColumnType of(DeclaredType declared, String collation) {
        return new ServerColumnType(
                SqlServerTargetTypes.of(declared), declared, collation, StagingForm.of(declared, collation));
    }

    /**
     * A marker whose value is compared with the column. Text is sent as nvarchar and converted by the column's code page, not
     * the database's.
     */
    String marker() {
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
