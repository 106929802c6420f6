package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.extraction.input.DateExpression;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which part of a table is read and replaced as a whole. */
public sealed interface SliceChoice {

    String column();

    /** The slices at the time of a run. */
    Slices at(Instant time);

    /** From the first value to the first one behind. */
    record Period(String column, Bound from, Bound to) implements SliceChoice {
        @Override
        public Slices at(Instant time) {
            return new Slices.Period(column, from.at(time), to.at(time));
        }
    }

    /** @param values one to {@value Slices.Values#MOST}; an empty one is NULL */
    record Values(String column, List<Optional<String>> values) implements SliceChoice {
        @Override
        public Slices at(Instant time) {
            return new Slices.Values(column, values);
        }
    }

    /**
     * One end of a period.
     *
     * @param text as it is written
     * @param computed when it is a date that is computed at each run
     */
    record Bound(String text, Optional<DateExpression> computed) {

        private static Bound read(YamlValue value) {
            Optional<DateExpression> computed = DateExpression.of(value.scalar());
            if (computed.filter(date -> !date.parameters().isEmpty()).isPresent()) {
                throw value.refused(
                        "a value, or a computed date without names of parameters, such as 'month - 2 months'");
            }
            return new Bound(value.scalar(), computed);
        }

        private String at(Instant time) {
            return computed.map(date -> ParameterText.plain(date.at(time, amount -> 0)))
                    .orElse(text);
        }
    }

    /** Reads {@code {column: c, from: a, to: b}} or {@code {column: c, values: [a, b, null]}}. */
    static SliceChoice read(YamlValue value) {
        YamlMapping mapping = value.mapping().with(List.of("column", "from", "to", "values"), Set.of());
        String column = mapping.get("column").text();
        Optional<YamlValue> values = mapping.find("values");
        if (values.isEmpty()) {
            return new Period(column, Bound.read(mapping.get("from")), Bound.read(mapping.get("to")));
        }
        if (mapping.find("from").isPresent() || mapping.find("to").isPresent()) {
            throw value.refused("from and to, or values, and not both");
        }
        Values slices = new Values(
                column, values.get().items().stream().map(SliceChoice::item).toList());
        values.get().checked(() -> slices.at(Instant.EPOCH)); // says when there are too many
        return slices;
    }

    private static Optional<String> item(YamlValue item) {
        return item.isNull() ? Optional.empty() : Optional.of(item.scalar());
    }
}
