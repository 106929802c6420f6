package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settings as text, by name, case ignored; those that the configuration has too are named as below {@code bridge.sqlserver}
 * (docs/configuration.md). Some are secrets, so that no message shows a value of text.
 */
public final class NamedSettings implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /**
     * Takes all settings.
     *
     * @param known the names that have a meaning
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when another one is set
     */
    public NamedSettings(Map<String, String> given, Collection<String> known) {
        values.putAll(given);
        TreeSet<String> unknown = new TreeSet<>(values.navigableKeySet());
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SETTING,
                    "There is no setting " + unknown + ". Known are " + new TreeSet<>(known) + ".");
        }
    }

    /** The text; empty when it is not set. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when it is not set */
    public String required(String name) {
        return text(name).orElseThrow(() -> invalid(name, "to be set"));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        Optional<String> text = text(name).map(value -> value.toLowerCase(Locale.ROOT));
        if (text.filter(value -> !value.equals("true") && !value.equals("false"))
                .isPresent()) {
            throw invalid(name, "to be true or false");
        }
        return text.map(Boolean::valueOf).orElse(otherwise);
    }

    /** A whole number, or empty. */
    public Optional<Long> number(String name, long least, long most) {
        try {
            Optional<Long> number = text(name).map(Long::valueOf);
            if (number.filter(value -> value < least || value > most).isPresent()) {
                throw new NumberFormatException();
            }
            return number;
        } catch (NumberFormatException e) {
            throw invalid(name, "to be a whole number from " + least + " to " + most);
        }
    }

    /** A number from 0 to 100, or empty. */
    public Optional<Double> percent(String name) {
        try {
            Optional<BigDecimal> number = text(name).map(BigDecimal::new);
            if (number.filter(value -> value.signum() < 0 || value.compareTo(BigDecimal.valueOf(100)) > 0)
                    .isPresent()) {
                throw new NumberFormatException();
            }
            return number.map(BigDecimal::doubleValue);
        } catch (NumberFormatException e) {
            throw invalid(name, "to be a number from 0 to 100");
        }
    }

    /** Whole seconds. */
    public Duration seconds(String name, Duration otherwise) {
        return number(name, 0, Integer.MAX_VALUE).map(Duration::ofSeconds).orElse(otherwise);
    }

    /** The path of a file. */
    public Optional<Path> file(String name) {
        return text(name).map(Path::of);
    }

    /** A constant by its name, {@code like-this}; empty when it is not set. */
    public <E extends Enum<E>> Optional<E> constant(String name, E[] constants) {
        return text(name)
                .map(value -> Arrays.stream(constants)
                        .filter(constant -> spelled(constant).equalsIgnoreCase(value))
                        .findFirst()
                        .orElseThrow(() -> invalid(
                                name,
                                "to be one of "
                                        + Arrays.stream(constants)
                                                .map(NamedSettings::spelled)
                                                .toList())));
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static BridgeException.InvalidRequest invalid(String name, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_SETTING, "Expected the setting " + name + " " + expected + ".");
    }

    /** The names alone. */
    @Override
    public String toString() {
        return "settings " + values.keySet();
    }
}
