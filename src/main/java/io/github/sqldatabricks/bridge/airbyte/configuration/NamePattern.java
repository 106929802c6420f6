package io.github.sqldatabricks.bridge.airbyte.configuration;

/**
 * A pattern of names: {@code *} stands for any characters, {@code ?} for one; case is ignored, as Unity Catalog does.
 *
 * @param text not empty
 */
public record NamePattern(String text) {

    /** Whether all of {@code name} fits; linear in its length for any pattern that has one {@code *}. */
    public boolean matches(String name) {
        int inPattern = 0;
        int star = -1;
        int retry = 0;
        int inName = 0;
        while (inName < name.length()) {
            if (inPattern < text.length() && text.charAt(inPattern) == '*') {
                star = inPattern++;
                retry = inName;
            } else if (inPattern < text.length() && fits(text.charAt(inPattern), name.charAt(inName))) {
                inPattern++;
                inName++;
            } else if (star >= 0) {
                inPattern = star + 1;
                inName = ++retry;
            } else {
                return false;
            }
        }
        return text.substring(inPattern).chars().allMatch(character -> character == '*');
    }

    private static boolean fits(char wanted, char character) {
        return wanted == '?' || Character.toLowerCase(wanted) == Character.toLowerCase(character);
    }
}
