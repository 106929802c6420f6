package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.replication.change.CursorType;
import io.github.sqldatabricks.bridge.replication.change.CursorValue;
import io.github.sqldatabricks.bridge.replication.config.Setting.ColumnChoice;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a range of a stream is loaded again without doubling or losing rows: what of the range is in the target must be what the range of the
 * source replaces. That holds for a column of the key, and for that of slices; of any other column a row may have another value in the
 * target, so that rows of its range are merged, and none are taken away.
 */
final class BackfillRules {

    private static final int MICROSECOND_DIGITS = 6;

    private final MeantStream stream;
    private final ColumnChoice columns;

    BackfillRules(MeantStream stream, ColumnChoice columns) {
        this.stream = stream;
        this.columns = columns;
    }

    /**
     * A range that can be loaded.
     *
     * @param rows which of the source
     * @param mode what they do to those of the target
     */
    record Range(Slices.Period rows, LoadMode mode) {}

    /**
     * Decides.
     *
     * @param usual the mode of the stream's runs
     * @throws BridgeException.Conflict ({@code stream-settings-contradict}) when it can't be right for this stream
     * @throws BridgeException.InvalidRequest when the column has no order, or the bounds are no values of it
     */
    Range decide(Backfill wanted, ChangeSettings change, LoadMode usual) {
        SourceColumn column = column(wanted, change, usual);
        Slices.Period rows = period(column, wanted);
        if (usual instanceof LoadMode.Merge merge) {
            return new Range(rows, mode(column, rows, merge));
        }
        if (usual instanceof LoadMode.ReplaceWhere where) {
            if (!where.slices().column().equalsIgnoreCase(column.name())) {
                throw refused(
                        "by the column of its slices, " + where.slices().column(), "the column is " + column.name());
            }
            return new Range(rows, new LoadMode.ReplaceWhere(rows, keys()));
        }
        throw usual instanceof LoadMode.Append
                ? refused(
                        "for mode merge or replace-where", "the mode is append, whose rows would come twice: reset it")
                : refused(
                        "for mode merge or replace-where",
                        "the mode is replace, whose next run reads all rows: run it");
    }

    /** Of a key that is not unique, the newest row may be in the target, and outside of the range. */
    private LoadMode mode(SourceColumn column, Slices.Period rows, LoadMode.Merge merge) {
        boolean keyed = merge.keys().stream().anyMatch(column.name()::equalsIgnoreCase);
        boolean unique = isUnique(merge.keys());
        if (unique && keyed && merge.newestBy().isEmpty()) {
            return new LoadMode.ReplaceWhere(rows, merge.keys());
        }
        if (!unique && merge.newestBy().isEmpty() && !table().view()) {
            throw refused(
                    "of rows of which the newest is known",
                    "several may have one key " + merge.keys()
                            + ", and one of the range may be older than that of the target: say newest_by, or reset it");
        }
        return unique ? merge : new LoadMode.Merge(merge.keys(), merge.newestBy(), true);
    }

    /**
     * Whether the source has one row for each key. A range may have two nevertheless, when a row moves in the index that is read, and comes
     * twice; a load that replaces fails then.
     */
    private boolean isUnique(List<String> keys) {
        Set<String> wanted = lower(keys);
        return table().indexes().stream()
                .anyMatch(index -> index.unique() && wanted.containsAll(lower(index.columns())));
    }

    /** What tells rows apart at the source and in the target: the primary key, or another unique index; empty for none that is read as it is. */
    private List<String> keys() {
        return table().indexes().stream()
                .filter(index -> index.unique() && index.columns().stream().allMatch(this::isReadExactly))
                .min(Comparator.comparing(index -> !index.primary()))
                .map(SourceIndex::columns)
                .orElse(List.of());
    }

    private boolean isReadExactly(String column) {
        return columns.exclude().stream().noneMatch(column::equalsIgnoreCase)
                && columns.temporal().get(column.toLowerCase(Locale.ROOT)) != TemporalPolicy.TRUNCATE;
    }

    private SourceTable table() {
        return stream.table().orElseThrow();
    }

    private static Set<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private SourceColumn column(Backfill wanted, ChangeSettings change, LoadMode usual) {
        String name = wanted.column()
                .or(() -> usual(change, usual))
                .orElseThrow(() -> refused("by a column", "none is named, and the stream has no cursor and no slices"));
        return stream.table()
                .orElseThrow(() -> refused("of a table", "it is a template, whose parameters say what is read"))
                .column(name)
                .orElseThrow(() -> refused("by a column of the table", "it has no column " + name));
    }

    private static Optional<String> usual(ChangeSettings change, LoadMode usual) {
        if (usual instanceof LoadMode.ReplaceWhere where) {
            return Optional.of(where.slices().column());
        }
        return change instanceof ChangeSettings.Cursor cursor ? Optional.of(cursor.column()) : Optional.empty();
    }

    /** Bounds as the column's type has them exactly, and as Delta has them too. */
    private Slices.Period period(SourceColumn column, Backfill wanted) {
        CursorType type = CursorType.of(column.name(), column.sourceType());
        boolean asText = columns.temporal().get(column.name().toLowerCase(Locale.ROOT)) == TemporalPolicy.TEXT;
        if (type.equals(CursorType.ROWVERSION) || asText) {
            throw refused("by a column of numbers or times", column.name() + " is in the target as bytes or text");
        }
        CursorValue from = bound(column, type, "from", wanted.from());
        CursorValue to = bound(column, type, "to", wanted.to());
        if (from.compareTo(to) >= 0) {
            throw invalid("Expected from to be smaller than to, but got '" + from + "' and '" + to + "'.");
        }
        return new Slices.Period(column.name(), written(from), written(to));
    }

    /** With the offset beside the time, as ISO 8601 has it. */
    private static String written(CursorValue value) {
        return value.text().replace(" +00:00", "+00:00");
    }

    /** A day stands for its first moment. */
    private static CursorValue bound(SourceColumn column, CursorType type, String name, String text) {
        String written = text.strip().replace('T', ' ');
        boolean dayOnly =
                type.isTemporal() && !column.sourceType().equals("date") && written.matches("\\d{4}-\\d\\d-\\d\\d");
        String zone = column.sourceType().startsWith("datetimeoffset") ? " +00:00" : "";
        try {
            CursorValue value = CursorValue.of(type, dayOnly ? written + " 00:00:00" + zone : written);
            if (value.text().matches(".*\\.\\d{" + MICROSECOND_DIGITS + "}[1-9].*") && type.isTemporal()) {
                throw new IllegalArgumentException("Delta has microseconds only");
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw invalid("Expected '" + name + "' to be a value of " + column.name() + ", " + column.sourceType()
                    + ", such as " + (type.isTemporal() ? "2026-01-31" : "1000") + ", but got a text that is none: "
                    + e.getMessage() + ".");
        }
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_LOAD, message);
    }

    private BridgeException refused(String expected, String but) {
        return new BridgeException.Conflict(
                ErrorCode.STREAM_SETTINGS_CONTRADICT,
                "Expected the backfill of " + stream.source() + " to be " + expected + ", but " + but + ".");
    }
}
