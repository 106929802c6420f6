package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user to be added to the permissions file.
 *
 * @param name 1 to 100 letters, digits, '.', '_', '@', ' ' or '-', beginning with a letter or digit
 * @param expires the last day (UTC) on which the token is valid; empty for no end
 * @param admin whether he sees and cancels everybody's jobs
 * @param events whether rows of the events table may act for him
 * @param grants his permissions
 * @param sources patterns of the tables of Unity Catalog that his events may copy, such as {@code main.silver.*}
 */
public record NewUser(
        String name,
        Optional<LocalDate> expires,
        boolean admin,
        boolean events,
        List<Grant> grants,
        List<String> sources) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._@ -]{0,99}");

    /** @throws BridgeException.InvalidRequest when the name is none, or a source is no pattern */
    public NewUser {
        grants = List.copyOf(grants);
        sources = List.copyOf(sources);
        sources.forEach(NewUser::requirePattern);
        if (!NAME.matcher(name).matches()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_USER_NAME,
                    "Expected a name of 1 to 100 letters, digits, '.', '_', '@', '-' or spaces, but got '" + name
                            + "'.");
        }
    }

    private static void requirePattern(String source) {
        try {
            SourcePattern.parse(source);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SOURCE_TABLE,
                    "Expected a source like main.silver.prices, main.silver.*, main.* or *, but got '" + source + "'.");
        }
    }
}
