package io.github.sqldatabricks.bridge.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a Unity Catalog volume: {@code /Volumes/<catalog>/<schema>/<volume>[/<folder>...]}. It never ends with a
 * slash, never holds {@code .} or {@code ..}, and only has characters that the Files API carries unchanged (others are
 * mangled by the Java SDK, see docs/decisions.md).
 *
 * @param value the whole path
 * @see <a href="https://docs.databricks.com/aws/en/volumes/paths">Paths to files in volumes</a>
 */
public record VolumePath(String value) {

    /** What a path looks like, slashes at its end included. Besides, it has at most 1,024 characters. */
    public static final String PATTERN = "/Volumes(/(?!\\.{1,2}(/|$))[A-Za-z0-9._=-]+){3,}/*";

    private static final Pattern VALID = Pattern.compile("/Volumes(/[A-Za-z0-9._=-]+){3,}");
    private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");
    private static final int MAX_CHARACTERS = 1024;
    private static final String EXPECTED =
            "a path like '/Volumes/catalog/schema/volume/folder' of letters, digits, '.', '_', '=' and '-'";

    /** @throws BridgeException.InvalidRequest when the path is outside /Volumes, traverses, or has other characters */
    public VolumePath {
        value = value == null ? null : withoutTrailingSlash(value);
        Names.require(value, VALID, ErrorCode.INVALID_DESTINATION, EXPECTED);
        if (DOTS.matcher(value).matches() || value.length() > MAX_CHARACTERS) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_DESTINATION,
                    "Expected " + EXPECTED + " without '.' or '..' parts and at most " + MAX_CHARACTERS
                            + " characters, but got " + Names.shown(value) + ".");
        }
    }

    /** The path of {@code child} (one name, no slash) below this one. */
    public VolumePath resolve(String child) {
        if (child.isEmpty() || child.indexOf('/') >= 0) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_DESTINATION,
                    "Expected one folder or file name, but got " + Names.shown(child) + ".");
        }
        return new VolumePath(value + "/" + child);
    }

    /** The folder that this one is in; empty for the volume itself. */
    public Optional<VolumePath> parent() {
        String parent = value.substring(0, value.lastIndexOf('/'));
        return VALID.matcher(parent).matches() ? Optional.of(new VolumePath(parent)) : Optional.empty();
    }

    private static String withoutTrailingSlash(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    @Override
    public String toString() {
        return value;
    }
}
