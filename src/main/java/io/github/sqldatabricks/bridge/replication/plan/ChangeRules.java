package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.config.Setting.ChangeKind;
import io.github.sqldatabricks.bridge.replication.config.Setting.Mode;
import java.time.Duration;
import java.util.Optional;

/** How a stream finds what changed: what its file says, or the best that its table allows. */
final class ChangeRules {

    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);

    private final MeantStream stream;
    private final Settled settled;

    ChangeRules(MeantStream stream, Settled settled) {
        this.stream = stream;
        this.settled = settled;
    }

    /**
     * Decides.
     *
     * @param mode what the file says; empty when it leaves that to the change
     * @param keyed whether a key is known to merge by
     * @throws BridgeException.Conflict when a column is not there or not fitting, or the cursor's settings are not complete
     */
    ChangeSettings decide(Optional<Mode> mode, boolean keyed) {
        return switch (settled.or(Setting.CHANGE, ChangeKind.AUTO, "auto")) {
            case AUTO -> best(mode, keyed);
            case FULL -> new ChangeSettings.Full();
            case ROWVERSION -> rowversion();
            case CURSOR -> cursor();
        };
    }

    private ChangeSettings best(Optional<Mode> mode, boolean keyed) {
        Optional<SourceColumn> rowversion = stream.table().flatMap(SourceTable::rowversion);
        boolean whole = mode.filter(given -> given == Mode.REPLACE || given == Mode.REPLACE_WHERE)
                .isPresent();
        if (whole) {
            settled.note(Setting.CHANGE, "full", "auto: the mode takes all rows");
            return new ChangeSettings.Full();
        }
        if (rowversion.isPresent() && keyed && !mode.equals(Optional.of(Mode.APPEND))) {
            settled.note(
                    Setting.CHANGE,
                    "rowversion",
                    "auto: the column " + rowversion.get().name());
            return new ChangeSettings.Rowversion(rowversion.get().name());
        }
        if (settled.find(Setting.CURSOR).isPresent()) {
            settled.note(Setting.CHANGE, "cursor", "auto: a cursor is named");
            return cursor();
        }
        String reason = rowversion.isPresent() && !keyed ? "no key to merge by" : "no rowversion column and no cursor";
        settled.note(Setting.CHANGE, "full", "auto: " + reason);
        return new ChangeSettings.Full();
    }

    private ChangeSettings rowversion() {
        if (stream.table().isEmpty()) {
            return new ChangeSettings.Rowversion(cursorColumn("rowversion of a template"));
        }
        SourceColumn column = stream.table()
                .flatMap(SourceTable::rowversion)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.STREAM_COLUMN_REFUSED,
                        "Expected a column of the type rowversion in " + stream.source()
                                + " for change rowversion, but there is none. Choose cursor or full."));
        return new ChangeSettings.Rowversion(column.name());
    }

    private ChangeSettings cursor() {
        String column = cursorColumn("change cursor");
        Optional<Kind> kind = stream.table().map(table -> kind(table, column));
        Optional<CursorZone> zone = settled.find(Setting.ZONE).map(Given::value);
        if (kind.equals(Optional.of(Kind.CLOCK)) && zone.isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.STREAM_SETTINGS_CONTRADICT,
                    "Expected a zone for the cursor '" + column + "' of " + stream.source()
                            + ", whose values are of a clock without one. Say zone: utc, server or a name such as"
                            + " America/La_Paz.");
        }
        Optional<Lookback> lookback = settled.find(Setting.LOOKBACK).map(Given::value);
        lookback.ifPresent(given -> requireFitting(given, kind, column));
        return new ChangeSettings.Cursor(
                stream.table()
                        .flatMap(table -> table.column(column))
                        .map(SourceColumn::name)
                        .orElse(column),
                kind.filter(known -> known != Kind.CLOCK).isPresent() ? Optional.empty() : zone,
                settled.or(Setting.MARGIN, MARGIN, "5s"),
                settled.find(Setting.LAG).map(Given::value),
                lookback,
                settled.or(Setting.NULL_CURSOR, NullCursor.FAIL, "fail"),
                settled.or(Setting.DRAIN_TIMEOUT, DRAIN_TIMEOUT, "60s"));
    }

    private String cursorColumn(String what) {
        return settled.find(Setting.CURSOR)
                .map(Given::value)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.STREAM_SETTINGS_CONTRADICT,
                        "Expected the name of a growing column as cursor for " + what + " of " + stream.source()
                                + ", but none is given."));
    }

    private void requireFitting(Lookback lookback, Optional<Kind> kind, String column) {
        boolean number = kind.equals(Optional.of(Kind.NUMBER));
        if (kind.isPresent() && number != lookback instanceof Lookback.Steps) {
            throw new BridgeException.Conflict(
                    ErrorCode.STREAM_SETTINGS_CONTRADICT,
                    "Expected a lookback of " + (number ? "steps such as 1000" : "time such as 1d")
                            + " for the cursor '" + column + "' of " + stream.source() + ", but got " + lookback + ".");
        }
    }

    /** What the values of a cursor are. */
    private enum Kind {
        NUMBER,
        /** A date or time without a zone. */
        CLOCK,
        INSTANT
    }

    private Kind kind(SourceTable table, String name) {
        SourceColumn column = table.column(name)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.STREAM_COLUMN_REFUSED,
                        "Expected the cursor '" + name + "' among the columns of " + stream.source()
                                + ", but there is none of that name."));
        return column.type()
                .map(ColumnType::kind)
                .flatMap(ChangeRules::kind)
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.STREAM_COLUMN_REFUSED,
                        "Expected the cursor '" + name + "' of " + stream.source()
                                + " to be a whole number, a decimal, a date or a time stamp, but it is "
                                + column.sourceType() + "."));
    }

    private static Optional<Kind> kind(ColumnType.Kind type) {
        return switch (type) {
            case INT16, INT32, INT64, DECIMAL -> Optional.of(Kind.NUMBER);
            case DATE, LOCAL_TIMESTAMP -> Optional.of(Kind.CLOCK);
            case INSTANT -> Optional.of(Kind.INSTANT);
            case BOOL, FLOAT32, FLOAT64, TEXT, BYTES -> Optional.empty();
        };
    }
}
