package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One load: these files into this table.
 *
 * @param id of the load, the same in each attempt at it
 * @param stream what the state is kept under: the loads of one stream come one after the other, and an older one never after a newer
 *     one. Several streams may have one target, such as a template that is run for several countries
 * @param settings where the rows go, and how
 * @param files the Parquet files, all of one folder, at least one; no path is ever used by another load
 * @param schema of the files
 * @param rows in all files
 * @param position how far the source is loaded once this load has ended, in the words of who asks; empty to leave it as it is
 * @param follows what the rows were chosen by; empty when they depend on no load before
 */
public record LoadOrder(
        LoadId id,
        String stream,
        LoadSettings settings,
        List<VolumePath> files,
        RowSchema schema,
        long rows,
        Optional<String> position,
        Optional<Follows> follows) {

    /**
     * The rows are those that came after a load.
     *
     * @param last the stream's last load; empty when there was none
     */
    public record Follows(Optional<LoadId> last) {}

    /** Of rows that depend on no load before. */
    public LoadOrder(
            LoadId id,
            String stream,
            LoadSettings settings,
            List<VolumePath> files,
            RowSchema schema,
            long rows,
            Optional<String> position) {
        this(id, stream, settings, files, schema, rows, position, Optional.empty());
    }

    /** @throws BridgeException.InvalidRequest when the columns can't be loaded so; see {@link LoadSettings#require} */
    public LoadOrder {
        files = List.copyOf(files);
        if (!id.isOf(stream) || files.isEmpty() || rows < 0) {
            throw new IllegalArgumentException("a load needs an id of its stream, files and a count of rows: " + id);
        }
        settings.require(schema);
    }

    /** The table. */
    public UnityTable target() {
        return settings.target();
    }

    /** What the rows do to those that are there. */
    public LoadMode mode() {
        return settings.mode();
    }

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
            return new LoadId(
                    family(stream) + "-" + time + "-" + Hashes.of(work).substring(0, DIGITS));
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
}
