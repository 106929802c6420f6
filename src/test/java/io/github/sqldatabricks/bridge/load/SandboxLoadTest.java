package io.github.sqldatabricks.bridge.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads into the sandbox's tables, over HTTP and by Databricks' own driver. */
class SandboxLoadTest extends LoadContract {

    @TempDir
    static Path root;

    private static LocalDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new LocalDatabricks(root);
        databricks.createSchema("main", "loads");
    }

    @AfterAll
    static void stop() {
        databricks.close();
    }

    /** The statement has ended and written nothing, so it runs again without a takeover. */
    @Test
    void aLoadThatMeetsAnotherWriterRunsAgain() throws IOException {
        LoadService service = service();
        service.load(order(new LoadMode.Append(), row(1, "a", 0, 1)), new Cancellation());
        LoadOrder order = order(new LoadMode.Append(), row(2, "b", 0, 1));
        databricks.warehouseFaults().failNext("DELTA_CONCURRENT_APPEND", "2D521", "Another one was faster.");
        AtomicInteger statements = databricks.countStatements();
        service.load(order, new Cancellation());

        assertThat(statements).hasValue(3);
        assertThat(rows()).hasSize(2);
    }

    @Test
    void aLoadThatIsCancelledEndsAndTheNextOneIsWhole() throws Exception {
        LoadService service = service();
        service.load(order(new LoadMode.Append(), row(1, "a", 0, 1)), new Cancellation());
        LoadOrder order = order(new LoadMode.Append(), row(2, "b", 0, 1));
        Cancellation cancellation = new Cancellation();
        databricks.warehouseFaults().delayNext(Duration.ofMinutes(5));
        AtomicInteger statements = databricks.countStatements();
        CompletableFuture<TargetState> loading = CompletableFuture.supplyAsync(() -> service.load(order, cancellation));
        Waiting.await().until(() -> statements.get() > 0);
        cancellation.cancel("Enough.");

        assertThat(loading)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(BridgeException.Cancelled.class);
        service.load(order(new LoadMode.Append(), row(3, "c", 0, 1)), new Cancellation());
        assertThat(query("SELECT id FROM " + target.quoted(), 1)).containsExactlyInAnyOrder("1", "3");
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
