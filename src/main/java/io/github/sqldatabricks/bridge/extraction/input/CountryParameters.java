package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.extraction.input.YamlParameters.ParameterTree.Branch;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters that hold for a country: {@code common_params.yaml}, over it {@code <country>.yaml} (merged deeply),
 * nested names flattened with {@code _}, and over all of them those of the request.
 */
public final class CountryParameters {

    /** The origin of what a request gives. */
    public static final String REQUEST = "request";

    /** Names of files beside the parameters that are no country's, without {@code .yaml}. */
    public static final Set<String> RESERVED_FILES = Set.of("common_params", "permissions", "permissions.example");

    private static final String COMMON_FILE = "common_params.yaml";

    /** The folder of common templates, and the files beside those of countries: {@link #COMMON_FILE} and permissions.yaml. */
    private static final Set<String> RESERVED = Set.of("common", "common_params", "permissions");

    private final Map<String, GivenParameter> byName;
    private final boolean countryKnown;

    private CountryParameters(Map<String, GivenParameter> byName, boolean countryKnown) {
        this.byName = Collections.unmodifiableMap(byName);
        this.countryKnown = countryKnown;
    }

    /**
     * Reads the files. Both may be missing.
     *
     * @param request the request's own parameters; they win
     * @param lastGood what a file that is broken was when it was good
     * @throws BridgeException.InvalidRequest when a file is not right and never was, naming file and line
     * @throws BridgeException.NotFound when files of that name are no country's
     */
    public static CountryParameters load(
            ConfinedFolder folder, Country country, Map<String, ParameterValue> request, LastGood lastGood) {
        if (RESERVED.contains(country.key())) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_COUNTRY,
                    "There is no country '" + country
                            + "': the name stands for what is common to all, or for the users.");
        }
        Optional<Path> countryFile =
                folder.file(country.code() + ".yaml").or(() -> folder.file(country.key() + ".yaml"));
        Branch common = folder.file(COMMON_FILE)
                .map(file -> read(folder, file, lastGood))
                .orElseGet(CountryParameters::nothing);
        Branch own = countryFile.map(file -> read(folder, file, lastGood)).orElseGet(CountryParameters::nothing);
        Map<String, GivenParameter> merged =
                new LinkedHashMap<>(common.mergedWith(own).flattened());
        new TreeMap<>(request).forEach((name, value) -> merged.put(name, new GivenParameter.Fixed(value, REQUEST)));
        return new CountryParameters(merged, countryFile.isPresent());
    }

    /** All parameters, those of the files in their order first. */
    public Map<String, GivenParameter> byName() {
        return byName;
    }

    /** Whether the country has a file of its own. */
    public boolean countryKnown() {
        return countryKnown;
    }

    /**
     * The parameters of one file alone.
     *
     * @throws BridgeException.InvalidRequest when it is not right, naming file and line
     */
    public static Map<String, GivenParameter> parse(String file, String text) {
        return YamlParameters.read(file, text).flattened();
    }

    private static Branch read(ConfinedFolder folder, Path file, LastGood lastGood) {
        return lastGood.parse(
                folder, file, text -> YamlParameters.read(file.getFileName().toString(), text));
    }

    private static Branch nothing() {
        return new Branch(Map.of(), "");
    }

    /** A parameter and who gave it. */
    public sealed interface GivenParameter {

        /** Who gave it, for people: a file and line, {@code request}, or the template. */
        String origin();

        /** A value that stands there. */
        record Fixed(ParameterValue value, String origin) implements GivenParameter {}

        /** A value that is computed from the time of the request. */
        record Computed(DateExpression expression, String origin) implements GivenParameter {}
    }
}
