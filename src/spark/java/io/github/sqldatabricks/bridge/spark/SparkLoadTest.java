package io.github.sqldatabricks.bridge.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.load.LoadContract;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads by the exact statements on real Spark and Delta. */
class SparkLoadTest extends LoadContract {

    private static final UnityTable STATE = new UnityTable("main", "bridge_state", "load_state");
    private static final int STEPS = 12;

    @TempDir
    static Path root;

    private static SparkDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new SparkDatabricks(root, "main");
        databricks.run("CREATE SCHEMA main.loads");
    }

    @AfterAll
    static void stop() throws IOException {
        databricks.close();
    }

    /**
     * Loads in all modes, with answers that get lost and processes that die, and then each version that the table ever had: each is the
     * model after some load, so that no reader ever saw half of one (L2), and the state never said more than was there (L3).
     */
    @Test
    void eachVersionOfTheTableIsTheModelAfterSomeLoad() throws IOException {
        LoadHistory history = new LoadHistory();
        long before = history(STATE).size();
        for (int step = 0; step < STEPS; step++) {
            history.step(step);
        }
        List<Integer> boundaries = new ArrayList<>();
        List<Moment> versions = history(target);
        for (Moment moment : versions) {
            List<String> rows = query(
                    "SELECT id, text FROM " + target.quoted() + " VERSION AS OF " + moment.version() + " ORDER BY id", 2);
            int boundary = history.models.lastIndexOf(rows);
            assertThat(boundary).as("version %s: %s of %s", moment, rows, history.models).isNotNegative();
            boundaries.add(boundary);
        }
        assertThat(boundaries).isSorted().contains(history.models.size() - 1);
        for (Moment moment : history(STATE)) {
            if (moment.version() >= before) {
                requireThere(moment, history, versions, boundaries);
            }
        }
    }

    /** What the state said at a moment was in the table then. */
    private void requireThere(
            Moment moment, LoadHistory history, List<Moment> versions, List<Integer> boundaries) {
        List<String> said = query(
                "SELECT load_id FROM " + STATE.quoted() + " VERSION AS OF " + moment.version()
                        + " WHERE load_id IS NOT NULL AND stream = '" + stream() + "'",
                1);
        if (!said.isEmpty()) {
            int there = -1;
            for (int i = 0; i < versions.size(); i++) {
                there = versions.get(i).time().compareTo(moment.time()) <= 0 ? boundaries.get(i) : there;
            }
            assertThat(there)
                    .as("state %s", moment)
                    .isGreaterThanOrEqualTo(history.loads.indexOf(said.get(0)) + 1);
        }
    }

    /** A version, and when it was committed. */
    private record Moment(long version, String time) {}

    /** The oldest first. */
    private List<Moment> history(UnityTable table) {
        List<Moment> moments = new ArrayList<>();
        try {
            moments.addAll(statements()
                    .query(
                            "Looking",
                            "DESCRIBE HISTORY " + table.quoted(),
                            row -> new Moment(row.getLong("version"), row.getString("timestamp"))));
        } catch (BridgeException missing) {
            return List.of();
        }
        Collections.reverse(moments);
        return moments;
    }

    /** Loads that were made, and what the table was to be after each; at first it is empty. */
    private final class LoadHistory {
        private final Random random = new Random(20_261_130);
        private final List<String> loads = new ArrayList<>();
        private final List<List<String>> models = new ArrayList<>(List.of(List.of()));
        private final TreeMap<Long, String> rows = new TreeMap<>();
        private LoadService worker = service();

        private void step(int step) throws IOException {
            String text = "step " + step;
            LoadOrder order =
                    switch (step % 4) {
                        case 0 -> append(step, text);
                        case 1 -> merge(step, text);
                        case 2 -> slices(step, text);
                        default -> replace(step, text);
                    };
            loads.add(order.id().text());
            models.add(rows.entrySet().stream()
                    .map(row -> row.getKey() + "|" + row.getValue())
                    .toList());
            disturbed(order);
        }

        private LoadOrder append(int step, String text) throws IOException {
            rows.put(step * 10L + 1, text);
            rows.put(step * 10L + 2, text);
            return order(new LoadMode.Append(), row(step * 10 + 1, text, 0, 1), row(step * 10 + 2, text, 0, 1));
        }

        private LoadOrder merge(int step, String text) throws IOException {
            long old = rows.firstKey();
            rows.put(old, text);
            rows.put(step * 10L + 1, text);
            return order(
                    new LoadMode.Merge(List.of("id"), Optional.empty()),
                    row(old, text, 0, 1),
                    row(step * 10 + 1, text, 0, 1));
        }

        /** Takes a row away, and brings another one. */
        private LoadOrder slices(int step, String text) throws IOException {
            long gone = rows.lastKey();
            rows.remove(gone);
            rows.put(step * 10L + 1, text);
            LoadMode.Slices slices = new LoadMode.Slices.Values(
                    "id", List.of(Optional.of(Long.toString(gone)), Optional.of(Integer.toString(step * 10 + 1))));
            return order(new LoadMode.ReplaceWhere(slices), row(step * 10 + 1, text, 0, 1));
        }

        private LoadOrder replace(int step, String text) throws IOException {
            rows.clear();
            rows.put(step * 10L + 1, text);
            rows.put(step * 10L + 2, text);
            return order(new LoadMode.Replace(), row(step * 10 + 1, text, 0, 1), row(step * 10 + 2, text, 0, 1));
        }

        /** Well, with an answer that gets lost, by a process that dies behind its rows, or by a new one. */
        private void disturbed(LoadOrder order) {
            int trouble = random.nextInt(4);
            if (trouble == 1) {
                faults().add(Fault.on("POST", "/api/2.0/sql/statements", new Effect.CutResponse(0))
                        .after(random.nextInt(3)));
            } else if (trouble == 2) {
                writeAndDie(order);
            }
            if (trouble >= 2) {
                worker = service();
            }
            for (int tried = 0; ; tried++) {
                try {
                    worker.load(order, new Cancellation());
                    faults().clear();
                    return;
                } catch (BridgeException.RemoteTransient e) {
                    if (tried == 3) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Its own metastore takes no other letters. */
    @Override
    protected String table() {
        return "orders";
    }

    @Override
    protected Path volumes() {
        return root.resolve("Volumes");
    }

    @Override
    protected DatabricksStatements statements() {
        return databricks.statements();
    }

    @Override
    protected WorkspaceApi api() {
        return databricks.api();
    }

    @Override
    protected FaultQueue faults() {
        return databricks.faults();
    }
}
