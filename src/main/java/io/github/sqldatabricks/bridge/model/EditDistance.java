package io.github.sqldatabricks.bridge.model;

/**
 * How many letters have to be put in, left out, replaced or swapped with their neighbour to make one word of another: the optimal
 * string alignment distance (Damerau 1964). The library that has it (commons-text) is not there where the operator runs.
 */
public final class EditDistance {

    private EditDistance() {}

    /**
     * At least 0; case counts.
     *
     * @param most words whose lengths differ by more are not looked at, because callers give what they were sent
     * @return the distance, or a number above {@code most} when it is larger
     */
    public static int between(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most + 1;
        }
        int[] beforeLast = new int[0];
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = row(beforeLast, last, i, one, other);
            beforeLast = last;
            last = row;
        }
        return last[other.length()];
    }

    private static int[] row(int[] beforeLast, int[] last, int length, String one, String other) {
        int[] row = new int[last.length];
        row[0] = length;
        for (int j = 1; j < row.length; j++) {
            char letter = one.charAt(length - 1);
            int replaced = last[j - 1] + (letter == other.charAt(j - 1) ? 0 : 1);
            row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
            boolean swapped = length > 1
                    && j > 1
                    && letter == other.charAt(j - 2)
                    && one.charAt(length - 2) == other.charAt(j - 1);
            row[j] = swapped ? Math.min(row[j], beforeLast[j - 2] + 1) : row[j];
        }
        return row;
    }
}
