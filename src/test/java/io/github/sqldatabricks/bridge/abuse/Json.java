package io.github.sqldatabricks.bridge.abuse;

/** Writes JSON by hand, so that anything can be written. */
final class Json {

    private Json() {}

    /** A string of ASCII characters only. */
    static String text(String value) {
        StringBuilder json = new StringBuilder("\"");
        value.chars().forEach(c -> {
            boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\';
            json.append(plain ? String.valueOf((char) c) : String.format("\\u%04x", c));
        });
        return json.append('"').toString();
    }
}
