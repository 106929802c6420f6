package io.github.sqldatabricks.bridge.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A country (or any other tenant) whose parameters, query overrides and SQL Server are used. It names files
 * ({@code config/<code>.yaml}, {@code queries/<code>/}) and a folder in the volume, so it can hold no path.
 *
 * @param code 1 to 64 letters, digits, underscores or hyphens, as the caller wrote it
 */
public record Country(String code) {

    /** What a code looks like. */
    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /** @throws BridgeException.InvalidRequest when the code is not valid */
    public Country {
        Names.require(
                code,
                VALID,
                ErrorCode.INVALID_COUNTRY,
                "a country of 1 to 64 letters, digits, '_' or '-' (like 'bolivia')");
    }

    /** The code in lower case, for comparing with file and configuration names. */
    public String key() {
        return code.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return code;
    }
}
