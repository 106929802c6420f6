package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.sync.EventMetadata.IdentityPolicy;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Finds the target column of each source column, or of each condition, by name, case ignored, and everything that would go wrong,
 * all of it at once. Not thread-safe.
 */
final class ColumnMatching {

    private static final String LEAVE_OUT = "leave it out of the source";

    private final SyncEvent event;
    private final RowSchema source;
    private final TargetTable target;
    private final boolean mayRead;
    private final List<String> problems = new ArrayList<>();
    private boolean keepIdentity;

    private ColumnMatching(SyncEvent event, RowSchema source, TargetTable target, boolean mayRead) {
        this.event = event;
        this.source = source;
        this.target = target;
        this.mayRead = mayRead;
    }

    /**
     * The plan of an event with source rows.
     *
     * @param mayRead whether the target's columns that neither the event nor the source has may be named
     * @throws BridgeException.RemotePermanent ({@code columns-do-not-match}) naming all that does not match
     */
    static ChangePlan.Staged plan(SyncEvent event, RowSchema source, TargetTable target, boolean mayRead) {
        return new ColumnMatching(event, source, target, mayRead).plan();
    }

    /**
     * The plan of a DELETE by conditions.
     *
     * @throws BridgeException.RemotePermanent ({@code columns-do-not-match}) naming all columns that are not there
     */
    static ChangePlan.Conditional plan(SyncOperation.DeleteWhere operation, TargetTable target) {
        Map<TargetColumn, Optional<String>> conditions = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        operation
                .conditions()
                .forEach((name, value) -> target.column(name)
                        .ifPresentOrElse(column -> conditions.put(column, value), () -> unknown.add("'" + name + "'")));
        if (!unknown.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COLUMNS_DO_NOT_MATCH,
                    "filter_conditions name columns that are not in " + target.name() + ": "
                            + String.join(", ", unknown) + ". Nothing was changed.");
        }
        return new ChangePlan.Conditional(target.name(), conditions);
    }

    private ChangePlan.Staged plan() {
        List<TargetColumn> keys = keys();
        List<ChangePlan.StagedColumn> columns = columns(keys);
        if (inserts()) {
            requireNeeded(columns);
        }
        if (kind() != SyncOperation.Kind.DELETE) {
            requireJsonColumns();
        }
        if (problems.isEmpty() && kind() == SyncOperation.Kind.UPDATE && columns.size() == keys.size()) {
            problems.add("The source has key columns only: there is nothing to update.");
        }
        if (!problems.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COLUMNS_DO_NOT_MATCH, String.join(" ", problems) + " Nothing was changed.");
        }
        return new ChangePlan.Staged(target.name(), kind(), columns, keys, keepIdentity);
    }

    private SyncOperation.Kind kind() {
        return event.operation().kind();
    }

    private boolean inserts() {
        return kind() == SyncOperation.Kind.INSERT || kind() == SyncOperation.Kind.UPSERT;
    }

    private List<TargetColumn> keys() {
        List<TargetColumn> keys = new ArrayList<>();
        for (String name : event.operation().keyColumns().map(KeyColumns::names).orElse(List.of())) {
            Optional<TargetColumn> column = target.column(name);
            if (column.isEmpty()) {
                problems.add("Key column '" + name + "' is not in " + target.name() + ".");
            }
            if (indexOf(name).isEmpty()) {
                problems.add("Key column '" + name + "' is not in the source.");
            }
            column.filter(found -> indexOf(name).isPresent()).ifPresent(keys::add);
        }
        return keys;
    }

    private OptionalInt indexOf(String name) {
        return IntStream.range(0, source.size())
                .filter(i -> source.columns().get(i).name().equalsIgnoreCase(name))
                .findFirst();
    }

    private List<ChangePlan.StagedColumn> columns(List<TargetColumn> keys) {
        List<ChangePlan.StagedColumn> staged = new ArrayList<>();
        for (int i = 0; i < source.size(); i++) {
            Column column = source.columns().get(i);
            Optional<TargetColumn> found = target.column(column.name());
            if (found.isEmpty() && kind() != SyncOperation.Kind.DELETE) {
                problems.add("Column '" + column.name() + "' of the source is not in " + target.name() + ".");
            } else if (found.isPresent() && isStaged(found.get(), keys.contains(found.get()))) {
                requireType(column, found.get());
                staged.add(new ChangePlan.StagedColumn(i, found.get()));
            }
        }
        return staged;
    }

    private boolean isStaged(TargetColumn column, boolean isKey) {
        if (kind() == SyncOperation.Kind.DELETE) {
            return isKey;
        }
        return switch (column.writing()) {
            case FREE -> true;
            case IDENTITY -> isIdentityStaged(column, isKey);
            case COMPUTED -> isKey && !inserts() || refuse(column, "is computed", LEAVE_OUT);
            case ROWVERSION -> refuse(column, "is a rowversion", LEAVE_OUT);
            case GENERATED -> refuse(column, "is written by SQL Server only", LEAVE_OUT);
        };
    }

    private boolean isIdentityStaged(TargetColumn column, boolean isKey) {
        if (isKey && !inserts()) {
            return true;
        }
        IdentityPolicy policy = event.metadata().identity();
        if (policy == IdentityPolicy.KEEP && (isKey || kind() == SyncOperation.Kind.INSERT)) {
            keepIdentity = true;
            return true;
        }
        if (policy == IdentityPolicy.GENERATE && !isKey) {
            return false;
        }
        return refuse(column, "is an identity", identityAdvice(isKey));
    }

    /** Only what would work for this operation and this column. */
    private String identityAdvice(boolean isKey) {
        if (isKey) {
            return "say metadata.identity = 'keep' to insert the source's values, or choose other primary_keys";
        }
        return kind() == SyncOperation.Kind.INSERT
                ? LEAVE_OUT
                        + " or say metadata.identity = 'generate' and SQL Server numbers the rows, or say 'keep' to"
                        + " insert the source's values"
                : LEAVE_OUT + " or say metadata.identity = 'generate', because it can't be updated";
    }

    private boolean refuse(TargetColumn column, String reason, String advice) {
        problems.add("Column '" + column.name() + "' of " + target.name() + " " + reason + ": " + advice + ".");
        return false;
    }

    private void requireType(Column from, TargetColumn to) {
        boolean asJson = from.isNested() && !to.type().declaration().equals("json");
        if (asJson && !event.metadata().json().contains(from.name())) {
            problems.add("Column '" + to.name() + "' (" + to.type().declaration() + ") would get " + from.sourceType()
                    + " as JSON text. Say metadata.json = [\"" + from.name()
                    + "\"] (or true) if that is meant, or give the source a column of a type that the target has.");
            return;
        }
        to.type()
                .refusal(from.type())
                .ifPresent(reason -> problems.add("Column '" + to.name() + "' ("
                        + to.type().declaration() + ") does not take " + from.sourceType() + ": " + reason));
    }

    /** A name that is misspelt would be a column that is refused, and nobody would know why. */
    private void requireJsonColumns() {
        event.metadata().json().names().stream()
                .filter(name -> indexOf(name).isEmpty())
                .forEach(name ->
                        problems.add("metadata.json names the column '" + name + "', which the source does not have."));
    }

    private void requireNeeded(List<ChangePlan.StagedColumn> staged) {
        List<TargetColumn> given =
                staged.stream().map(ChangePlan.StagedColumn::target).toList();
        List<TargetColumn> missing = target.columns().stream()
                .filter(TargetColumn::needed)
                .filter(column -> !given.contains(column))
                .toList();
        if (mayRead) {
            missing.forEach(column -> problems.add("Column '" + column.name() + "' of " + target.name()
                    + " needs a value (NOT NULL, no default), but the source has no such column."));
        } else if (!missing.isEmpty()) {
            problems.add(missing.size() + " columns of " + target.name()
                    + " need values (NOT NULL, no default), but the source has no such columns. Their names are shown"
                    + " to who may read the table.");
        }
    }
}
