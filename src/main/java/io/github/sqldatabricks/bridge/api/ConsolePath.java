package io.github.sqldatabricks.bridge.api;

/** Where the pages of the console are. They have a door, headers, errors and query parameters of their own. */
public final class ConsolePath {

    /** The path of the console, without a slash at its end. */
    public static final String ROOT = "/console";

    private ConsolePath() {}

    /** Whether a path belongs to the console, with or without a slash at its beginning. */
    public static boolean covers(String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        return absolute.equals(ROOT) || absolute.startsWith(ROOT + "/");
    }
}
