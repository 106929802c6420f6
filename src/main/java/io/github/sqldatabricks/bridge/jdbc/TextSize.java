package io.github.sqldatabricks.bridge.jdbc;

/** How large text is. */
final class TextSize {

    /** What one char of UTF-16 takes in UTF-8 at most; a surrogate pair takes four for two. */
    static final int MOST_UTF8_BYTES = 3;

    private static final int LARGE = 64 << 10;
    private static final int ONE_BYTE = 0x80;
    private static final int TWO_BYTES = 0x800;
    private static final int LATIN_1 = 0x100;

    private TextSize() {}

    /** The bytes of the text in UTF-8. */
    static long utf8(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            bytes += one < ONE_BYTE ? 1 : one < TWO_BYTES || Character.isSurrogate(one) ? 2 : MOST_UTF8_BYTES;
        }
        return bytes;
    }

    /** The bytes of the string in memory: the JVM keeps one for each char of Latin-1 text; short text counts as two each. */
    static long inMemory(String text) {
        int length = text.length();
        return length >= LARGE && isLatin1(text) ? length : Character.BYTES * (long) length;
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= LATIN_1) {
                return false;
            }
        }
        return true;
    }
}
