package io.github.sqldatabricks.bridge.replication.config;

import java.util.Map;
import java.util.Optional;

/**
 * What one place of a file says of streams: {@code defaults}, a pattern, or a stream's own entry.
 *
 * @param values by setting; each has a value of its setting's kind
 */
public record StreamOptions(Map<Setting<?>, Given<?>> values) {

    public StreamOptions {
        values = Map.copyOf(values);
    }

    /** What is said of this setting here. */
    @SuppressWarnings("unchecked") // Setting.options puts values of the setting's kind only
    public <T> Optional<Given<T>> find(Setting<T> setting) {
        return Optional.ofNullable((Given<T>) values.get(setting));
    }

    /**
     * A value and where it stands.
     *
     * @param text as it is written
     * @param origin file and line
     */
    public record Given<T>(T value, String text, String origin) {}
}
