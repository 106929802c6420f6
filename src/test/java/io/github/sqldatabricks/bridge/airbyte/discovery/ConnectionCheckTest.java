package io.github.sqldatabricks.bridge.airbyte.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check against a local workspace. Catches a check that succeeds although a read would fail, that wakes a warehouse for
 * nothing or gives up while it starts, and a failure that does not say what to do.
 */
class ConnectionCheckTest {

    private static final String WAREHOUSES = "/api/2.0/sql/warehouses";

    @TempDir
    Path root;

    private final List<String> progress = new ArrayList<>();
    private LocalDatabricks databricks;
    private WorkspaceTables tables;

    @BeforeEach
    void start() throws IOException, SQLException {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.warehouse-start-timeout", "4s"));
        tables = databricks.tables();
        databricks.createSchema("lake", "shop");
        databricks.run("CREATE TABLE lake.shop.orders (id INT)", "CREATE TABLE lake.shop.secrets (id INT)");
    }

    @AfterEach
    void stop() {
        tables.close();
        databricks.close();
    }

    @Test
    void aWorkspaceWithAllRightsPasses() {
        check();

        assertThat(progress).containsExactly("Trying to read 2 tables.");
    }

    @Test
    void aSleepingWarehouseIsStartedAndWaitedForAloud() {
        databricks.warehouseFaults().sleep(2);

        check();

        assertThat(progress.get(0)).contains("is STOPPED");
        assertThat(progress).anyMatch(line -> line.contains("is STARTING"));
    }

    @Test
    void aWarehouseThatDoesNotRunInTimeIsATransientFailure() {
        databricks.warehouseFaults().sleep(Integer.MAX_VALUE);

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("warehouse-not-started"))
                .hasMessageContaining("within 4 s");
    }

    @Test
    void aWrongSelectionDoesNotWakeTheWarehouse() {
        databricks.warehouseFaults().sleep(Integer.MAX_VALUE);
        TableSelection wrong = new TableSelection("lake", Optional.of("nothing"), List.of(), Optional.empty());

        assertThatThrownBy(() -> new ConnectionCheck(tables, wrong, reading()).run(progress::add))
                .isInstanceOf(BridgeException.NotFound.class);
        assertThat(progress).isEmpty();
    }

    @Test
    void aRowFilterOfATableThatIsNotSelectedIsRefused() {
        RowFilter misspelt = new RowFilter(
                new TableReference(Optional.empty(), "oders"), "id", RowFilter.Operator.EQUAL, List.of("1"));

        assertThatThrownBy(() -> new ConnectionCheck(tables, selection(), reading(misspelt)).run(progress::add))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("'oders'");
    }

    @Test
    void aTableWithoutTheRightIsNamedWithTheGrantsToRun() {
        databricks.warehouseFaults().deny(new UnityTable("lake", "shop", "secrets"));

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("tables-not-readable"))
                .hasMessageContaining("1 of 2 selected tables")
                .hasMessageContaining("GRANT SELECT ON TABLE `lake`.`shop`.`secrets` TO `<principal>`");
    }

    @Test
    void aTokenThatIsRefusedIsSaidSo() {
        databricks.faults().add(Fault.on("GET", "/api/", Effect.tokenExpired()).always());

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"))
                .hasMessageContaining("personal access token");
    }

    @Test
    void aWarehouseThatIsDeletedIsAPermanentFailure() {
        respond(WAREHOUSES, "{\"id\":\"sandbox\",\"state\":\"DELETED\"}");

        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("warehouse-deleted"));
    }

    @Test
    void withoutAConfiguredWarehouseTheOnlyOneIsUsed() {
        WorkspaceTables without = databricks.tablesWithoutWarehouse();

        new ConnectionCheck(without, selection(), reading()).run(progress::add);

        without.close();
        assertThat(progress).isNotEmpty();
    }

    @Test
    void severalWarehousesAreNamedForTheUserToChoose() {
        respond(WAREHOUSES, "{\"warehouses\":[{\"id\":\"a1\",\"name\":\"Small\"},{\"id\":\"b2\",\"name\":\"Large\"}]}");
        WorkspaceTables without = databricks.tablesWithoutWarehouse();

        assertThatThrownBy(() -> new ConnectionCheck(without, selection(), reading()).run(progress::add))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("a1 (Small), b2 (Large)")
                .hasMessageContaining("warehouse_id");
        without.close();
    }

    @Test
    void theOldMetastoreIsRefused() {
        TableSelection hive = new TableSelection("hive_metastore", Optional.empty(), List.of(), Optional.empty());

        assertThatThrownBy(() -> new ConnectionCheck(tables, hive, reading()).run(progress::add))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("Unity Catalog");
    }

    private void respond(String path, String json) {
        databricks
                .faults()
                .add(Fault.on("GET", path, new Effect.Respond(Answer.json(200, json)))
                        .always());
    }

    private void check() {
        new ConnectionCheck(tables, selection(), reading()).run(progress::add);
    }

    private static ReadOptions reading(RowFilter... filters) {
        return new ReadOptions(
                List.of(),
                1000,
                Duration.ofMinutes(1),
                List.of(filters),
                2,
                Duration.ZERO,
                Optional.empty(),
                ReadOptions.Replication.CURSOR);
    }

    private static TableSelection selection() {
        return new TableSelection("lake", Optional.of("shop"), List.of(), Optional.empty());
    }
}
