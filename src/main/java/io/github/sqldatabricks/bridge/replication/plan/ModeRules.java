package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.config.Setting.Deletes;
import io.github.sqldatabricks.bridge.replication.config.Setting.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the rows of a stream do to those in its target: what the file says, as far as it fits how changes are found. */
final class ModeRules {

    private final MeantStream stream;
    private final Settled settled;

    ModeRules(MeantStream stream, Settled settled) {
        this.stream = stream;
        this.settled = settled;
    }

    /** What the file says. */
    Optional<Mode> given() {
        return settled.find(Setting.MODE).map(Given::value);
    }

    /** Whether there is a key to merge by. */
    boolean isKeyed() {
        return settled.has(Setting.KEY)
                || stream.table().flatMap(SourceTable::key).isPresent();
    }

    private Optional<List<String>> key() {
        Optional<List<String>> given = settled.find(Setting.KEY).map(Given::value);
        return given.or(() -> stream.table().flatMap(SourceTable::key).map(this::noted));
    }

    private List<String> noted(SourceIndex index) {
        String kind = index.primary() ? "primary key" : "unique index " + index.name();
        settled.note(Setting.KEY, String.join(", ", index.columns()), "catalogue: " + kind);
        return index.columns();
    }

    /**
     * Decides.
     *
     * @param time of the run
     * @throws BridgeException when the mode does not fit the change, or needs what is not there
     */
    LoadMode decide(ChangeSettings change, Instant time) {
        Mode mode = given().orElseGet(() -> usual(change));
        requireFitting(mode, change);
        requireKnownDeletes(change);
        return switch (mode) {
            case REPLACE -> new LoadMode.Replace();
            case APPEND -> new LoadMode.Append();
            case MERGE -> merge();
            case REPLACE_WHERE ->
                new LoadMode.ReplaceWhere(
                        settled.find(Setting.SLICES)
                                .map(slices -> slices.value().at(time))
                                .orElseThrow(
                                        () -> contradiction(
                                                "Expected slices for mode replace-where",
                                                "none are given. Say slices: {column: ..., from: ..., to: ...} or {column: ..., values: [...]}")));
        };
    }

    private Mode usual(ChangeSettings change) {
        Mode mode = change instanceof ChangeSettings.Full ? Mode.REPLACE : Mode.MERGE;
        settled.note(Setting.MODE, text(mode), Settled.BUILT_IN + ": change " + change.text());
        return mode;
    }

    private LoadMode merge() {
        List<String> key = key().orElseThrow(() -> new BridgeException.Conflict(
                ErrorCode.STREAM_KEY_MISSING,
                "Expected a key by which rows of " + stream.source()
                        + " are merged, but its file names none, and the source has neither a primary key nor a single unique"
                        + " index without nulls. Say key: [...], or mode: replace."));
        return new LoadMode.Merge(key, settled.find(Setting.NEWEST_BY).map(Given::value));
    }

    private void requireFitting(Mode mode, ChangeSettings change) {
        boolean whole = change instanceof ChangeSettings.Full;
        if ((mode == Mode.REPLACE || mode == Mode.REPLACE_WHERE) && !whole) {
            throw contradiction(
                    "Expected change full for mode " + text(mode) + ", which keeps nothing but what is read",
                    "it is " + change.text() + ", which reads changes only");
        }
        if (mode != Mode.REPLACE_WHERE) {
            settled.find(Setting.SLICES).ifPresent(slices -> {
                throw contradiction("Expected slices with mode replace-where only", "the mode is " + text(mode));
            });
        }
        if (mode == Mode.APPEND) {
            requireNothingTwice(change);
        }
    }

    /** None of the kinds that there are tells which rows are gone. */
    private void requireKnownDeletes(ChangeSettings change) {
        settled.find(Setting.DELETE)
                .filter(given -> given.value() != Deletes.IGNORE)
                .ifPresent(given -> {
                    throw contradiction(
                            "Expected delete: ignore, since change " + change.text()
                                    + " does not tell which rows are gone; ct, cdc"
                                    + " and temporal will, in a later version. Mode replace, and a reset, take away what is gone",
                            "it is " + given.text());
                });
    }

    /** What is appended stays, so that nothing may be read twice. */
    private void requireNothingTwice(ChangeSettings change) {
        if (!(change instanceof ChangeSettings.Cursor cursor)) {
            throw contradiction(
                    "Expected a cursor for mode append",
                    "change is " + change.text() + ", which reads rows again that" + " are there");
        }
        if (cursor.lookback().isPresent() || cursor.nulls() == NullCursor.INCLUDE) {
            throw contradiction(
                    "Expected mode merge for lookback and for null_cursor: include, which read rows again",
                    "the mode is append");
        }
    }

    private BridgeException contradiction(String expected, String but) {
        return new BridgeException.Conflict(
                ErrorCode.STREAM_SETTINGS_CONTRADICT,
                expected + ", for the stream of " + stream.source() + ", but " + but + ".");
    }

    private static String text(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
