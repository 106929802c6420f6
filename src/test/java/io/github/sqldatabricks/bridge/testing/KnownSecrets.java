package io.github.sqldatabricks.bridge.testing;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The shapes of all secrets of the tests: passwords, tokens and parameters that are written in them, and those that the sandbox
 * makes up. A test that needs one gives it a name of these shapes, such as {@code password-of-sqlserver}, so that no output of
 * the whole suite can hold it unseen ({@link OutputScan}).
 */
public final class KnownSecrets {

    private static final Pattern SHAPE = Pattern.compile(
            "(?:very|wrong)-(?:secret|s3cret)|s3cret-word|hunter2"
                    + "|(?:token|password|secret|value|identity|content|clear-text)-of-[a-z][a-z-]+"
                    + "|dapi-(?!\\*)[a-z][a-z0-9-]+|dose-[a-z][a-z0-9-]+|sandbox-access-[0-9a-f-]{36}|identity-sandbox-[0-9a-f-]{36}");

    private KnownSecrets() {}

    /** Every secret in the text. */
    static List<String> in(CharSequence text) {
        return SHAPE.matcher(text).results().map(MatchResult::group).toList();
    }
}
