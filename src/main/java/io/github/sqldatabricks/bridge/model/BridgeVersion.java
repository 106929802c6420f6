package io.github.sqldatabricks.bridge.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, as Maven wrote it into {@code bridge-version.properties}. */
public final class BridgeVersion {

    private static final String RESOURCE = "/bridge-version.properties";
    private static final String CURRENT = read();

    private BridgeVersion() {}

    /** Such as {@code 1.0.0} or {@code 1.1.0-SNAPSHOT}. */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = BridgeVersion.class.getResourceAsStream(RESOURCE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
