package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.Hashes;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a load is called, in each attempt at it and by each process. Ids of one stream sort by the time at which the work was asked for,
 * which is how a load is known that is older than one that has ended.
 *
 * @param text such as {@code 1f0c9a5b7e21-019acf5d3a80-77d0b1c2e3f4}: the stream, milliseconds since 1970, and the work
 */
public record LoadId(String text) implements Comparable<LoadId> {

    private static final int DIGITS = 12;
    private static final Pattern VALID = Pattern.compile("([0-9a-f]{" + DIGITS + "}-){2}[0-9a-f]{" + DIGITS + "}");

    /** @throws IllegalArgumentException when it is no id */
    public LoadId {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException("not an id of a load: " + text);
        }
    }

    /**
     * The id of a load.
     *
     * @param stream see {@link LoadOrder#stream()}
     * @param asked when the work was asked for, by one clock for all loads of a stream, such as the job store's
     * @param work what tells it from all other work of that millisecond, such as the job and the query
     */
    public static LoadId of(String stream, Instant asked, String work) {
        String time = String.format(Locale.ROOT, "%0" + DIGITS + "x", asked.toEpochMilli());
        return new LoadId(family(stream) + "-" + time + "-" + Hashes.of(work).substring(0, DIGITS));
    }

    /**
     * The id of a load that begins a stream anew. Behind an earlier load of the same work, and behind one that began an older generation.
     *
     * @param stream see {@link LoadOrder#stream()}
     * @param asked when the work was asked for
     * @param generation of the stream, positive
     */
    public static LoadId ofGeneration(String stream, Instant asked, long generation) {
        String format = "%s-%0" + DIGITS + "x-%0" + DIGITS + "x";
        return new LoadId(String.format(Locale.ROOT, format, family(stream), asked.toEpochMilli() + 1, generation));
    }

    /** How all ids of the stream begin. */
    static String family(String stream) {
        return Hashes.of(stream).substring(0, DIGITS);
    }

    /** Sorts behind all ids of this one's stream, and before those of others. */
    public String afterFamily() {
        // In ASCII, '.' follows '-'.
        return text.substring(0, DIGITS) + ".";
    }

    boolean isOf(String stream) {
        return text.startsWith(family(stream));
    }

    @Override
    public int compareTo(LoadId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
