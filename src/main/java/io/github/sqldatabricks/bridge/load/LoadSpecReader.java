package io.github.sqldatabricks.bridge.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes settings of the fields of a {@link LoadSpec}, with their placeholders filled. */
final class LoadSpecReader {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private final ObjectNode fields;
    private final Map<String, String> names;
    private final Function<String, Optional<String>> values;

    LoadSpecReader(ObjectNode fields, Map<String, String> names, Function<String, Optional<String>> values) {
        this.fields = fields;
        this.names = names;
        this.values = values;
    }

    LoadSettings settings() {
        return new LoadSettings(target(), mode(), contract(), limits(), options());
    }

    private UnityTable target() {
        String text = filled(
                fields.path("target").asText(), name -> Optional.ofNullable(names.get(name)), "{country} and {query}");
        try {
            return UnityTable.parse(text);
        } catch (BridgeException.InvalidRequest e) {
            throw LoadSpec.invalid("Expected load.target to be a table like 'main.sales.{query}', but got "
                    + QuotedInput.of(text) + ".");
        }
    }

    private LoadMode mode() {
        String mode = fields.path("mode").asText();
        LoadMode read = switch (mode) {
            case "replace" -> new LoadMode.Replace();
            case "append" -> new LoadMode.Append();
            case "merge" -> new LoadMode.Merge(texts("keys"), text("newest_by"));
            case "replace-where" -> new LoadMode.ReplaceWhere(slices());
            default ->
                throw LoadSpec.invalid("Expected load.mode to be replace, append, merge or replace-where, but got "
                        + QuotedInput.of(mode) + ".");
        };
        requireNone(mode, Set.of("keys", "newest_by"), "merge");
        requireNone(mode, Set.of("period", "slices"), "replace-where");
        return read;
    }

    private void requireNone(String mode, Set<String> others, String theirs) {
        Set<String> given = new TreeSet<>(others);
        given.removeIf(name -> !fields.has(name));
        if (!mode.equals(theirs) && !given.isEmpty()) {
            throw LoadSpec.invalid("Expected " + given + " with mode " + theirs + " only, but the mode is " + mode
                    + ". Leave them out.");
        }
    }

    private Slices slices() {
        JsonNode period = fields.path("period");
        JsonNode slices = fields.path("slices");
        if (period.isObject() == slices.isObject()) {
            throw LoadSpec.invalid(
                    "Expected either a period (column, from, to) or slices (column, values) for mode replace-where.");
        }
        if (period.isObject()) {
            return new Slices.Period(
                    needed(period, "period", "column"),
                    value(needed(period, "period", "from")),
                    value(needed(period, "period", "to")));
        }
        List<Optional<String>> list = new ArrayList<>();
        slices.path("values")
                .forEach(element ->
                        list.add(element.isNull() ? Optional.empty() : Optional.of(value(element.asText()))));
        return new Slices.Values(needed(slices, "slices", "column"), list);
    }

    private static String needed(JsonNode group, String name, String field) {
        if (!group.has(field)) {
            throw LoadSpec.invalid("Expected load." + name + " to have a " + field + ".");
        }
        return group.get(field).asText();
    }

    private String value(String text) {
        return filled(text, values, "{country}, {query} and those of the query's parameters that are not secret");
    }

    private static String filled(String text, Function<String, Optional<String>> known, String expected) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(known.apply(found.group(1))
                        .orElseThrow(() -> LoadSpec.invalid("Expected the placeholders " + expected + " here, but got "
                                + QuotedInput.of(found.group()) + "."))));
    }

    private SchemaContract contract() {
        JsonNode contract = fields.path("contract");
        if (contract.isTextual()) {
            return SchemaContract.of(rule(contract.asText()));
        }
        return new SchemaContract(
                rule(contract.path("table").asText("evolve")),
                rule(contract.path("columns").asText("evolve")),
                rule(contract.path("types").asText("evolve")));
    }

    private static Rule rule(String text) {
        return Arrays.stream(Rule.values())
                .filter(rule -> rule.text().equals(text))
                .findFirst()
                .orElseThrow(() -> LoadSpec.invalid(
                        "Expected a contract of evolve, freeze or discard, but got " + QuotedInput.of(text) + "."));
    }

    private LoadLimits limits() {
        JsonNode limits = fields.path("limits");
        return new LoadLimits(
                limits.has("deleted_rows")
                        ? OptionalLong.of(limits.get("deleted_rows").longValue())
                        : OptionalLong.empty(),
                percent(limits.path("deleted_percent")),
                percent(limits.path("shrink_percent")));
    }

    /** What is too large for a percentage is refused as one. */
    private static OptionalInt percent(JsonNode percent) {
        return percent.isMissingNode()
                ? OptionalInt.empty()
                : OptionalInt.of(percent.canConvertToInt() ? percent.intValue() : -1);
    }

    private TableOptions options() {
        return new TableOptions(
                text("comment"), textByName("column_comments"), textByName("properties"), texts("cluster_by"));
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(fields.get(field)).map(JsonNode::textValue);
    }

    private List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        fields.path(field).forEach(element -> texts.add(element.textValue()));
        return texts;
    }

    private Map<String, String> textByName(String field) {
        Map<String, String> texts = new HashMap<>();
        fields.path(field)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
        return texts;
    }
}
