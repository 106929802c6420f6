package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A target type that takes some types of the source, each with its own check. Immutable. */
final class CheckedType implements TargetType {

    private final String declaration;
    private final Map<Class<? extends ColumnType>, Function<ColumnType, ValueReader>> readers;

    private CheckedType(
            String declaration, Map<Class<? extends ColumnType>, Function<ColumnType, ValueReader>> readers) {
        this.declaration = declaration;
        this.readers = readers;
    }

    /** Takes nothing yet. */
    static CheckedType of(DeclaredType declared) {
        return new CheckedType(declared.declaration(), Map.of());
    }

    /** The same type, which takes these sources too. */
    CheckedType taking(List<Class<? extends ColumnType>> sources, Function<ColumnType, ValueReader> reader) {
        Map<Class<? extends ColumnType>, Function<ColumnType, ValueReader>> more = new LinkedHashMap<>(readers);
        sources.forEach(source -> more.put(source, reader));
        return new CheckedType(declaration, more);
    }

    CheckedType taking(Class<? extends ColumnType> source, Function<ColumnType, ValueReader> reader) {
        return taking(List.of(source), reader);
    }

    @Override
    public String declaration() {
        return declaration;
    }

    @Override
    public Optional<String> refusal(ColumnType source) {
        return readers.containsKey(source.getClass())
                ? Optional.empty()
                : Optional.of(SourceTypes.refusal(source, readers.keySet()));
    }

    @Override
    public ValueReader reader(ColumnType source) {
        return readers.get(source.getClass()).apply(source);
    }
}
