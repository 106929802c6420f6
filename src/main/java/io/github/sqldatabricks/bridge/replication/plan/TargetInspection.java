package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Compares streams with their targets as they are. Several tables are asked about at once, because each takes a request. Thread-safe;
 * blocking.
 */
public final class TargetInspection implements AutoCloseable {

    private static final int AT_ONCE = 8;

    private final DeltaTables tables;
    private final ExecutorService threads;

    public TargetInspection(DeltaTables tables) {
        this.tables = tables;
        this.threads = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "replication-plan");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What would become of the targets, in the order of the streams; nothing for those that are not resolved. */
    List<Finding> inspect(List<Optional<ResolvedStream>> streams) {
        List<Future<Finding>> answers = new ArrayList<>();
        streams.forEach(stream ->
                answers.add(threads.submit(() -> stream.map(this::inspect).orElse(Finding.NONE))));
        return answers.stream().map(TargetInspection::await).toList();
    }

    /**
     * What would become of one target.
     *
     * @param text for people; empty when it was not looked at
     * @param problem why nothing could be loaded into it
     */
    record Finding(Optional<String> text, Optional<PlanProblem> problem) {

        private static final Finding NONE = new Finding(Optional.empty(), Optional.empty());

        private static Finding of(String text) {
            return new Finding(Optional.of(text), Optional.empty());
        }
    }

    private Finding inspect(ResolvedStream stream) {
        LoadSettings load = stream.load();
        Optional<DeltaTable> there;
        try {
            there = tables.find(load.target());
        } catch (BridgeException e) {
            return Finding.of("unknown: " + e.getMessage());
        }
        try {
            return Finding.of(there.map(table -> difference(stream, table)).orElseGet(() -> missing(load)));
        } catch (BridgeException broken) {
            return new Finding(Optional.of("differs"), Optional.of(PlanProblem.of(broken)));
        }
    }

    private static String missing(LoadSettings load) {
        load.contract().requireMaking(load);
        return "is made";
    }

    private static String difference(ResolvedStream stream, DeltaTable table) {
        Optional<RowSchema> schema = stream.schema();
        if (schema.isEmpty()) {
            return "is there; the template's columns are known when it runs" + drift(stream.load(), table);
        }
        List<Change> changes = stream.load().contract().changes(stream.load(), schema.get(), table);
        return (changes.isEmpty()
                        ? "is as it should be"
                        : changes.stream().map(TargetInspection::shown).collect(Collectors.joining("; ")))
                + drift(stream.load(), table);
    }

    /** Properties are set when a table is made, and never changed. */
    private static String drift(LoadSettings load, DeltaTable table) {
        return table.properties()
                .map(actual -> new TreeMap<>(load.table().properties())
                        .entrySet().stream()
                                .filter(declared -> !declared.getValue().equals(actual.get(declared.getKey())))
                                .map(declared -> "; keeps the property " + declared.getKey() + ", which is "
                                        + Optional.ofNullable(actual.get(declared.getKey()))
                                                .orElse("not set")
                                        + " and not " + declared.getValue())
                                .collect(Collectors.joining()))
                .orElse("");
    }

    private static String shown(Change change) {
        if (change instanceof Change.Add add) {
            return "gets the column " + add.column() + " " + add.type();
        }
        return change instanceof Change.Widen widen
                ? "column " + widen.column() + " becomes " + widen.type()
                : "column " + change.column() + " may be null from then on";
    }

    private static Finding await(Future<Finding> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.of("unknown: interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
