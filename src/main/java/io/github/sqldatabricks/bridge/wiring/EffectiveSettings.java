package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.api.service.ServiceSettings;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells each setting's value and where it is from, by the words of docs/configuration.md. A value that can hold a secret is masked:
 * those of settings whose name says so, and whatever of a URL may name a user or a password.
 */
@ApplicationScoped
public class EffectiveSettings implements ServiceSettings {

    private static final String DEFAULT = "default";

    /** How {@code application.properties} leads a setting to its variables: {@code ${SQLSERVER_HOST:}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

    /** The place of a webhook is known to its owner only, and many of them are passwords themselves. */
    private static final Pattern SECRET = Pattern.compile(".*(password|secret|token|key)|bridge\\.webhook\\.url");

    private static final Pattern URL = Pattern.compile("(?s)(jdbc:|[A-Za-z][A-Za-z0-9+.-]*://).*");
    private static final Pattern AFTER_ADDRESS = Pattern.compile("(?s)[;?#].*");

    private static final Pattern SOURCE_FILE = Pattern.compile("^\\w+\\[(?:source=)?(?:file:)?(.*)]$");

    /** Of the least file or variable that somebody has set; what the program brings has less. */
    private static final int FIRST_OF_USERS = 260;

    private static final int SYSTEM_PROPERTY = 400;
    private static final int ENVIRONMENT = 300;
    private static final int ENVIRONMENT_FILE = 295;

    private final SmallRyeConfig config;

    EffectiveSettings(SmallRyeConfig config) {
        this.config = config;
    }

    @Override
    public List<Setting> all() {
        Map<String, Setting> settings = new TreeMap<>();
        TreeSet<String> given = new TreeSet<>();
        config.getPropertyNames().forEach(given::add);
        EnvironmentVariables.SETTINGS.stream()
                .map(ConfigMappings.ConfigClass::configClass)
                .flatMap(mapping -> ConfigMappings.getProperties(mapping).entrySet().stream())
                .forEach(known -> names(known.getKey(), given)
                        .forEach(name -> settings.put(name, setting(name, known.getValue()))));
        return List.copyOf(settings.values());
    }

    /** A name with a star stands for those that somebody has given. */
    private static Stream<String> names(String known, TreeSet<String> given) {
        if (!known.contains("*")) {
            return Stream.of(known);
        }
        Pattern pattern = Pattern.compile(Stream.of(known.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((before, after) -> before + "(\"[^\"]+\"|[^.\"]+)" + after)
                .orElseThrow());
        return given.stream().filter(name -> pattern.matcher(name).matches());
    }

    private Setting setting(String name, Property property) {
        ConfigValue value = config.getConfigValue(name);
        Optional<ConfigValue> source = source(value);
        boolean secret = SECRET.matcher(name).matches();
        return new Setting(
                name,
                Optional.ofNullable(value.getValue())
                        .filter(text -> !text.isEmpty())
                        .map(text -> secret ? ParameterText.MASK : shown(text))
                        .orElse(null),
                secret,
                source.map(EffectiveSettings::words).orElse(DEFAULT),
                source.map(ConfigValue::getSourceOrdinal).orElse(null),
                defaultOf(property));
    }

    /** What somebody has set; {@code application.properties} of the program only leads to it. */
    private Optional<ConfigValue> source(ConfigValue value) {
        if (value.getSourceOrdinal() >= FIRST_OF_USERS) {
            return Optional.of(value);
        }
        return value.getRawValue() == null
                ? Optional.empty()
                : VARIABLE.matcher(value.getRawValue())
                        .results()
                        .map(variable -> config.getConfigValue(variable.group(1)))
                        .filter(set -> set.getValue() != null && !set.getValue().isEmpty())
                        .findFirst();
    }

    private static String words(ConfigValue source) {
        return switch (source.getSourceOrdinal()) {
            case SYSTEM_PROPERTY -> "system property " + source.getName();
            case ENVIRONMENT -> "environment variable " + EnvironmentVariables.variable(source.getName());
            case ENVIRONMENT_FILE -> "file .env";
            default -> SOURCE_FILE.matcher(source.getSourceName()).replaceFirst("file $1");
        };
    }

    private static String defaultOf(Property property) {
        return property.hasDefaultValue() ? property.getDefaultValue() : null;
    }

    /** Of a URL the scheme, the server and the path; what comes after them, and a URL that names a user, may hold a password. */
    static String shown(String value) {
        if (!URL.matcher(value).matches()) {
            return value;
        }
        if (value.contains("@")) {
            return value.substring(0, value.indexOf(':') + 1) + ParameterText.MASK;
        }
        return AFTER_ADDRESS.matcher(value).replaceFirst(";" + ParameterText.MASK);
    }
}
