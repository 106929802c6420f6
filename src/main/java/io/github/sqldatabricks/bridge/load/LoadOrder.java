package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Optional;

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
}
