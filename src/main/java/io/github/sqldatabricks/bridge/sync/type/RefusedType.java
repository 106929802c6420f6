package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.util.Optional;

/** A target type that takes nothing. */
record RefusedType(String declaration, String reason) implements TargetType {

    @Override
    public Optional<String> refusal(ColumnType source) {
        return Optional.of(reason);
    }

    @Override
    public ValueReader reader(ColumnType source) {
        throw new IllegalStateException(declaration + " takes nothing: ask for the refusal first");
    }
}
