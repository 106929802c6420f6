package io.github.sqldatabricks.bridge.model;

/**
 * How many letters have to be put in, left out or replaced to make one word of another (Levenshtein). The library that has it
 * (commons-text) is not there where the operator runs.
 */
public final class EditDistance {

    private EditDistance() {}

    /** At least 0; case counts. */
    public static int between(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            before = row(before, i, one.charAt(i - 1), other);
        }
        return before[other.length()];
    }

    private static int[] row(int[] before, int length, char letter, String other) {
        int[] row = new int[before.length];
        row[0] = length;
        for (int j = 1; j < row.length; j++) {
            int replaced = before[j - 1] + (letter == other.charAt(j - 1) ? 0 : 1);
            row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
        }
        return row;
    }
}
