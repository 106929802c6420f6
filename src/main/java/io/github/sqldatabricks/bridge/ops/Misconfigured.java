package io.github.sqldatabricks.bridge.ops;

import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Locale;

/**
 * A dependency whose settings are missing or wrong: always down, so that the service starts and says why it is not ready.
 *
 * @param name of the dependency
 * @param reason which setting, and what to do
 */
record Misconfigured(String name, String reason) implements Connectivity {

    private static final String SUFFIX = Connectivity.class.getSimpleName();

    /** A name for what could not be created to tell its own: {@code DatabricksConnectivity} is {@code databricks}. */
    static String name(Bean<Connectivity> bean) {
        for (Type type : bean.getTypes()) {
            String simple = type instanceof Class<?> kind ? kind.getSimpleName() : "";
            if (simple.endsWith(SUFFIX) && !simple.equals(SUFFIX)) {
                return simple.substring(0, simple.length() - SUFFIX.length()).toLowerCase(Locale.ROOT);
            }
        }
        return "dependency";
    }

    @Override
    public Status check() {
        return new Status(false, reason, Duration.ZERO);
    }
}
