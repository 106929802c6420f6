package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.input.YamlDocument;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a replication's file. Each method says what the value has to be; what is something else is refused with its line.
 *
 * @param file its name, for messages
 * @param key what the value is of, for messages
 * @param node as it is written
 */
record YamlValue(String file, String key, Node node) {

    /** How {@link #span} is written. */
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private static final String SPANS = "a time such as 500ms, 5s, 10m, 6h or 1d";

    /** Where it stands, such as {@code sales.yaml line 7}. */
    String origin() {
        return YamlDocument.origin(file, node);
    }

    /** Whether it is no list and has no names. */
    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** Whether nothing is written, or null. */
    boolean isNull() {
        return plain() instanceof ParameterValue.Null;
    }

    /** A text that is not empty; what looks like a number, a flag or nothing must be quoted. */
    String text() {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw refused("a text");
        }
        if (!(plain() instanceof ParameterValue.Text)) {
            throw refused("a text (quote it when it is meant as one)");
        }
        return scalar.getValue();
    }

    /** A text, number or flag, as it is written. */
    String scalar() {
        if (!(node instanceof ScalarNode scalar) || isNull()) {
            throw refused("a text, a number or a flag");
        }
        return scalar.getValue();
    }

    /** Whether this word is written. */
    boolean isWord(String word) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(word);
    }

    /** {@code true} or {@code false}. */
    boolean flag() {
        if (plain() instanceof ParameterValue.Flag flag) {
            return flag.value();
        }
        throw refused("true or false");
    }

    /** A whole number in a range. */
    long whole(long least, long most) {
        if (plain() instanceof ParameterValue.Whole whole && whole.value() >= least && whole.value() <= most) {
            return whole.value();
        }
        throw refused("a whole number from " + least + " to " + most);
    }

    /** A length of time, 0 or more. */
    Duration span() {
        if (node instanceof ScalarNode scalar) {
            Matcher matcher = SPAN.matcher(scalar.getValue());
            if (matcher.matches()) {
                return span(Long.parseLong(matcher.group(1)), matcher.group(2));
            }
        }
        throw refused(SPANS);
    }

    /** A length of time, more than 0. */
    Duration positiveSpan() {
        Duration span = span();
        if (span.isZero()) {
            throw refused(SPANS + ", more than 0");
        }
        return span;
    }

    private static Duration span(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** One of some words. */
    <T> T oneOf(Map<String, T> known) {
        return oneOf(known, Set.of());
    }

    /** @param later words that a later version will know */
    <T> T oneOf(Map<String, T> known, Set<String> later) {
        String word = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (later.contains(word)) {
            throw error("'" + word + "' for '" + key + "' comes later; now it is one of "
                    + String.join(", ", new TreeSet<>(known.keySet())));
        }
        T meaning = known.get(word);
        if (meaning == null) {
            throw refused("one of " + String.join(", ", new TreeSet<>(known.keySet())));
        }
        return meaning;
    }

    /** A list of at least one text, none twice. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        for (YamlValue item : items()) {
            String text = item.text();
            if (!distinct.add(text.toLowerCase(Locale.ROOT))) {
                throw item.error("'" + text + "' comes twice in '" + key + "'");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    /** The values of a list, at least one. */
    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            throw refused("a list of at least one value, such as [id]");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlValue(file, key, item))
                .toList();
    }

    /** Named values, at least one. */
    YamlMapping mapping() {
        YamlMapping mapping = mappingOrNothing();
        if (mapping.isEmpty()) {
            throw refused("names with values");
        }
        return mapping;
    }

    /** Named values; none when nothing is written. */
    YamlMapping mappingOrNothing() {
        if (node instanceof MappingNode || isNull()) {
            return YamlMapping.of(this);
        }
        throw refused("names with values");
    }

    /** As people may see it, on one line. */
    String shown() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new YamlValue(file, key, item).shown())
                    .collect(Collectors.joining(", "));
        }
        if (node instanceof MappingNode) {
            return mapping().values().entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue().shown())
                    .collect(Collectors.joining(", "));
        }
        return ((ScalarNode) node).getValue();
    }

    /** What is made of the value; what is refused is refused with its line. */
    <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (BridgeException.InvalidRequest e) {
            throw e.error() == ErrorCode.INVALID_REPLICATION ? e : error(withoutStop(e.getMessage()));
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** That something else was expected. */
    BridgeException.InvalidRequest refused(String expected) {
        String got = node instanceof ScalarNode scalar
                ? QuotedInput.of(scalar.getValue())
                : node instanceof SequenceNode ? "a list" : "a mapping";
        return error("Expected " + expected + " for '" + key + "', but got " + got);
    }

    /** That something is wrong here. */
    BridgeException.InvalidRequest error(String problem) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_REPLICATION, problem + " (" + origin() + ").");
    }

    /** What an unquoted scalar means; a quoted one is text, and so is what is no scalar. */
    private ParameterValue plain() {
        return node instanceof ScalarNode scalar && scalar.isPlain()
                ? ParameterText.parse(scalar.getValue())
                : new ParameterValue.Text("");
    }
}
