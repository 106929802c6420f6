package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.sync.TargetTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A target that writes down what it is asked for, and answers as the test says. */
public final class ScriptedTarget implements TargetDatabase, TargetSession {

    /** The names of the methods that were called, in order. */
    public final List<String> calls = new ArrayList<>();

    public List<TargetColumn> columns = List.of();
    public Optional<ChangeCounts> appliedBefore = Optional.empty();
    public ChangeCounts counts = ChangeCounts.NONE;
    public long tableRows;
    public boolean ledger = true;
    public List<String> keyProblems = List.of();
    public List<String> triggers = List.of();
    public Cascades cascades = Cascades.NONE;
    public long stagedRows;

    /** How often it was asked which table a name means. */
    public int asked;

    /** The table that a name means, by names in lower case with their schemas. */
    public final Map<String, String> synonyms = new HashMap<>();

    private final Map<String, BridgeException> failures = new HashMap<>();
    private final Map<String, Map.Entry<String, BridgeException>> later = new HashMap<>();

    /** From now on, the method fails. */
    public void fail(String method, BridgeException failure) {
        failures.put(method, failure);
    }

    /** Once the first method has failed, the other one does, too. */
    public void failAfter(String first, String method, BridgeException failure) {
        later.put(first, Map.entry(method, failure));
    }

    /** From now on nothing fails. */
    public void mend() {
        failures.clear();
    }

    private void call(String method) {
        calls.add(method);
        if (failures.containsKey(method)) {
            BridgeException failure = failures.get(method);
            Optional.ofNullable(later.remove(method)).ifPresent(next -> failures.put(next.getKey(), next.getValue()));
            throw failure;
        }
    }

    @Override
    public TargetSession open(TargetAddress address, Cancellation cancellation) {
        call("open"
                + address.country().map(Country::code).map(code -> " " + code).orElse(""));
        return this;
    }

    @Override
    public String place(TargetAddress address) {
        return "scripted" + address.country().map(Country::key).orElse("");
    }

    /** Not written down: it is asked for beside the event's own work, too. */
    @Override
    public TargetIdentity identify(SqlServerTable table) {
        asked++;
        if (failures.containsKey("identify")) {
            throw failures.get("identify");
        }
        String written = table.toString().toLowerCase(Locale.ROOT);
        if (failures.containsKey("identify " + written)) {
            throw failures.get("identify " + written);
        }
        SqlServerTable real = SqlServerTable.parse(synonyms.getOrDefault(written, written));
        return new TargetIdentity("scripted", "scripted", real.schema(), real.name());
    }

    @Override
    public void requireDelivery() {
        call("requireDelivery");
    }

    @Override
    public Optional<ChangeCounts> beginAttempt(Attempt attempt) {
        call("beginAttempt " + attempt.fence());
        return appliedBefore;
    }

    /** Without a session, so that only events open some. */
    @Override
    public TargetIdentity identify(TargetAddress address, SqlServerTable table) {
        return identify(table);
    }

    @Override
    public boolean hasLedger() {
        return ledger;
    }

    @Override
    public TargetTable describe(SqlServerTable table) {
        call("describe");
        String base = synonyms.get(table.toString().toLowerCase(Locale.ROOT));
        return new TargetTable(base == null ? table : SqlServerTable.parse(base), columns);
    }

    @Override
    public List<String> triggers(ChangePlan plan) {
        call("triggers");
        return triggers;
    }

    @Override
    public long stage(ChangePlan.Staged plan, StagedRows rows) {
        call("stage");
        while (rows.next()) {
            rows.values();
        }
        stagedRows = rows.count();
        return stagedRows;
    }

    @Override
    public List<String> keyProblems(ChangePlan.Staged plan) {
        call("keyProblems");
        return keyProblems;
    }

    @Override
    public void beginTransaction(Optional<Attempt> attempt) {
        call(attempt.isPresent() ? "beginTransaction" : "beginTransaction without ledger");
    }

    @Override
    public void lock(TargetIdentity target) {
        call("lock " + target.schema() + "." + target.table());
    }

    @Override
    public long countRows(SqlServerTable table) {
        call("countRows");
        return tableRows;
    }

    @Override
    public List<SampleRow> sample(ChangePlan plan, int rows) {
        call("sample");
        return List.of(new SampleRow(Map.of("id", "1"), Map.of()));
    }

    @Override
    public Cascades cascades(ChangePlan plan) {
        call("cascades");
        return cascades;
    }

    @Override
    public ChangeCounts apply(ChangePlan plan) {
        call("apply");
        return counts;
    }

    @Override
    public void commit(Attempt attempt, ChangeCounts committed) {
        call("commit " + committed.total());
    }

    @Override
    public void rollback() {
        call("rollback");
    }

    @Override
    public void close() {
        call("close");
    }
}
