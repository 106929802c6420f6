package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * Reads the texts of query strings. JAX-RS itself would answer 404 to what is not a number, and take every word but {@code true} for
 * no.
 */
public final class QueryParameters {

    /** Integer.parseInt alone would take a plus, and the digits of any script. */
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    private QueryParameters() {}

    /**
     * Which part of a list is wanted. {@code DocumentFilter} says of each list what {@code limit} counts.
     *
     * @param limit see the schema
     * @param offset see the schema
     */
    public record Page(
            @Parameter(
                    schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
            @QueryParam("limit")
            String limit,

            @Parameter(
                    description = "Leaves out so many of the newest",
                    schema =
                            @Schema(
                                    type = SchemaType.INTEGER,
                                    minimum = "0",
                                    maximum = "2147483647",
                                    defaultValue = "0"))
            @QueryParam("offset")
            String offset) {

        /** How many entries at most. */
        public int size() {
            return QueryParameters.limit(limit);
        }

        /** How many of the newest entries are left out. */
        public int skipped() {
            return number("offset", offset, 0, Integer.MAX_VALUE, 0);
        }
    }

    /** @throws BridgeException.InvalidRequest when the text is no number of entries, 1 to 1000; 100 when it is left out */
    public static int limit(String text) {
        return number("limit", text, 1, MAX_LIMIT, DEFAULT_LIMIT);
    }

    /** @throws BridgeException.InvalidRequest when the text is no whole number from {@code min} to {@code max} */
    public static int number(String name, String text, int min, int max, int byDefault) {
        if (text == null) {
            return byDefault;
        }
        if (DIGITS.matcher(text).matches()) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + name + " to be a whole number from " + min + " to " + max + ".");
    }

    /** @throws BridgeException.InvalidRequest when the text is no time of ISO 8601 in UTC; empty when it is left out */
    public static Optional<Instant> time(String name, String text) {
        try {
            Optional<Instant> time = Optional.ofNullable(text).map(Instant::parse);
            if (time.filter(QueryParameters::isKnownToNoDatabase).isPresent()) {
                throw notATime(name);
            }
            return time;
        } catch (DateTimeParseException e) {
            throw notATime(name);
        }
    }

    /** Columns hold the years 1 to 9999. */
    private static boolean isKnownToNoDatabase(Instant time) {
        return time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME);
    }

    private static BridgeException.InvalidRequest notATime(String name) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + name + " to be a time like 2026-11-21T08:00:00Z.");
    }

    /**
     * What a comma separates, such as states.
     *
     * @param reader refuses what is none of them
     */
    public static <T> Set<T> several(String text, Function<String, T> reader) {
        return text == null
                ? Set.of()
                : Arrays.stream(text.split(",", -1)).map(reader).collect(Collectors.toSet());
    }

    /** @throws BridgeException.InvalidRequest when the text is neither true nor false */
    public static boolean flag(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new BridgeException.InvalidRequest(ErrorCode.INVALID_FIELD, "Expected " + name + " to be true or false.");
    }
}
