package io.github.sqldatabricks.bridge.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadMode.Merge;
import io.github.sqldatabricks.bridge.load.LoadMode.ReplaceWhere;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What the loads of one table owe to each other. Catches rows of a load that was given up, old rows that come back, a position that is
 * ahead of the rows, and a table that is not the one that was loaded.
 */
public abstract class LoadTurnsContract extends LoadFixture {

    @Test
    void theNextLoadTakesAwayWhatAGivenUpOneHasAppended() throws IOException {
        writeAndDie(order(new LoadMode.Append(), row(1, "given up first", 0, 1)));
        load(new LoadMode.Append(), row(2, "b", 0, 1));
        writeAndDie(order(new LoadMode.Append(), row(3, "given up", 0, 1)));
        writeAndDie(order(new LoadMode.Append(), row(4, "given up again", 0, 1)));
        load(new LoadMode.Append(), row(5, "c", 0, 1));

        assertThat(rows()).containsExactlyInAnyOrder("2|b|2026-01-01|0.01", "5|c|2026-01-01|0.01");
    }

    @Test
    void streamsOfOneTableLeaveEachOthersRowsAlone() throws IOException {
        load(order("bolivia", new LoadMode.Append(), row(1, "bolivia", 0, 1)));
        load(order("chile", new LoadMode.Append(), row(2, "chile", 0, 1)));
        writeAndDie(order("chile", new LoadMode.Append(), row(3, "given up", 0, 1)));
        load(order("bolivia", new LoadMode.Append(), row(4, "bolivia", 0, 1)));
        load(order("chile", new LoadMode.Append(), row(5, "chile", 0, 1)));

        assertThat(query("SELECT id FROM " + target.quoted(), 1)).containsExactlyInAnyOrder("1", "2", "4", "5");
    }

    @Test
    void aLoadThatIsOlderThanTheLastOneIsRefused() throws IOException {
        List<LoadMode> modes = List.of(
                new LoadMode.Replace(),
                new LoadMode.Append(),
                new Merge(List.of("id"), Optional.empty()),
                new ReplaceWhere(new Slices.Values("id", List.of(Optional.of("1")))));
        for (LoadMode mode : modes) {
            run("DROP TABLE IF EXISTS " + target.quoted());
            LoadOrder ended = order(mode, row(1, "ended", 0, 1));
            load(ended);
            LoadOrder old = order(mode, row(1, "old", 0, 1));
            writeAndDie(old);
            load(mode, row(1, "new", 0, 1));
            List<String> before = rows();

            assertFails(ErrorCode.LOAD_OUTDATED, () -> load(old)).hasMessageContaining("Nothing was loaded");
            if (mode instanceof LoadMode.Append) {
                load(ended);
            } else {
                assertFails(ErrorCode.LOAD_OUTDATED, () -> load(ended));
            }
            assertThat(rows()).as(mode.text()).isEqualTo(before).contains("1|new|2026-01-01|0.01");
            assertThat(rows()).as(mode.text()).doesNotContain("1|old|2026-01-01|0.01");
        }
    }

    /** A state that is lost begins anew, and what it knew of stays. */
    @Test
    void withoutItsStateAnAppendKeepsWhatIsThere() throws IOException {
        load(new LoadMode.Append(), row(1, "a", 0, 1));
        run("DELETE FROM main.bridge_state.load_state");
        LoadOrder order = order(new LoadMode.Append(), row(2, "b", 0, 1));
        load(order);
        load(order);

        assertThat(rows()).hasSize(2);
    }

    @Test
    void aProcessTakesOverAgainAfterAnyFailure() throws IOException {
        LoadService service = service();
        service.load(order(new LoadMode.Append(), row(1, "a", 0, 1)), new Cancellation());
        LoadOrder cut = order(new LoadMode.Append(), row(2, "b", 0, 1));
        faults().add(Fault.on("POST", "/api/2.0/sql/statements", Effect.respond(400, "INVALID_PARAMETER_VALUE", "No."))
                .after(1));
        assertThatThrownBy(() -> service.load(cut, new Cancellation())).isInstanceOf(BridgeException.class);
        faults().clear();
        long before = tables().state(stream()).orElseThrow().fence();

        TargetState next = service.load(order(new LoadMode.Append(), row(3, "c", 0, 1)), new Cancellation());

        assertThat(next.fence()).isEqualTo(before + 1);
        assertThat(query("SELECT id FROM " + target.quoted(), 1)).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void thePositionMovesWithTheRows() throws IOException {
        assertThat(service().state(stream())).isEmpty();
        load(at(order(new LoadMode.Replace(), row(1, "a", 0, 1)), "{\"id\": 'ü'}"));
        assertThat(service().state(stream()).orElseThrow().position()).contains("{\"id\": 'ü'}");

        writeAndDie(at(order(new LoadMode.Append(), row(2, "b", 0, 1)), "later"));
        assertThat(service().state(stream()).orElseThrow().position()).contains("{\"id\": 'ü'}");

        load(new LoadMode.Append(), row(3, "c", 0, 1));
        TargetState state = service().state(stream()).orElseThrow();
        assertThat(state.position()).as("a load without one").contains("{\"id\": 'ü'}");
        assertThat(state.sequence()).isEqualTo(2);
    }

    @Test
    void aTableThatWasMadeAnewIsNoticed() throws IOException {
        load(at(order(new LoadMode.Replace(), row(1, "a", 0, 1)), "1"));
        run("DROP TABLE " + target.quoted());
        Merge merge = new Merge(List.of("id"), Optional.empty());
        assertFails(ErrorCode.LOAD_TARGET_REPLACED, () -> load(merge, row(2, "b", 0, 1)))
                .hasMessageContaining("was dropped,");

        run("CREATE TABLE " + target.quoted()
                + " (id BIGINT, text STRING, `día de pago` DATE, `group` DECIMAL(10,2)) USING DELTA"
                + " TBLPROPERTIES ('delta.columnMapping.mode' = 'name')");
        assertFails(ErrorCode.LOAD_TARGET_REPLACED, () -> load(merge, row(2, "b", 0, 1)))
                .hasMessageContaining("was dropped and made again");
        load(new LoadMode.Replace(), row(3, "c", 0, 1));
        load(merge, row(4, "d", 0, 1));

        assertThat(rows()).containsExactlyInAnyOrder("3|c|2026-01-01|0.01", "4|d|2026-01-01|0.01");
    }

    @Test
    void aTableWithItsColumnsInAnotherOrderGetsEachValueInItsPlace() throws IOException {
        run("CREATE TABLE " + target.quoted()
                + " (note STRING, `group` DECIMAL(10,2), text STRING, `día de pago` DATE, id BIGINT) USING DELTA"
                + " TBLPROPERTIES ('delta.columnMapping.mode' = 'name')");
        load(new LoadMode.Append(), row(1, "a", 0, 1));
        load(new ReplaceWhere(new Slices.Values("id", List.of(Optional.of("2")))), row(2, "b", 0, 1));
        load(new Merge(List.of("id"), Optional.empty()), row(3, "c", 0, 1));

        assertThat(query("SELECT id, text, note FROM " + target.quoted(), 3))
                .containsExactlyInAnyOrder("1|a|null", "2|b|null", "3|c|null");
    }

    /** Some statements go by the order of columns, and here it changes between the look and the statement. */
    @Test
    void aTableThatChangesWhileTheLoadWritesDoesNotEndTheLoad() throws Exception {
        ReplaceWhere mode = new ReplaceWhere(new Slices.Values("id", List.of(Optional.of("1"))));
        String columns = " STRING, `día de pago` DATE, `group` DECIMAL(10,2)) USING DELTA"
                + " TBLPROPERTIES ('delta.columnMapping.mode' = 'name')";
        run("CREATE TABLE " + target.quoted() + " (id BIGINT, text STRING, note" + columns);
        LoadService service = service();
        service.load(order(mode, row(1, "a", 0, 1)), new Cancellation());
        LoadOrder order = order(mode, row(1, "b", 0, 1));
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        faults().add(Fault.on("POST", "/api/2.0/sql/statements", new Effect.Hold(arrived, release)));
        CompletableFuture<TargetState> loading =
                CompletableFuture.supplyAsync(() -> service.load(order, new Cancellation()));
        arrived.await(1, TimeUnit.MINUTES);
        run(
                "DROP TABLE " + target.quoted(),
                "CREATE TABLE " + target.quoted() + " (id BIGINT, note STRING, text" + columns);
        release.countDown();

        assertThatThrownBy(loading::join)
                .cause()
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.error()).isEqualTo(ErrorCode.LOAD_TARGET_CHANGED));
        service.load(order, new Cancellation());
        assertThat(query("SELECT id, text, note FROM " + target.quoted(), 3)).containsExactly("1|b|null");
    }

    /** As the driver sends it after a 503 although the first one has run. */
    @Test
    void aChangeOfColumnsThatIsSentTwiceIsMadeOnce() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1));
        List<Change> changes = List.of(new Change.Add("new one", "decimal(9,2)"), new Change.AllowNull("id"));
        tables().change(target, changes);
        tables().change(target, changes);
        assertThat(tables().find(target).orElseThrow().column("new one")).isPresent();
        assertThatThrownBy(() -> tables().change(target, List.of(new Change.Add("id", "string"))))
                .isInstanceOf(BridgeException.RemotePermanent.class);
    }

    @Test
    void aTableIsMadeWithItsCommentsAndPropertiesOrNotAtAll() throws IOException {
        LoadOrder order = order(new LoadMode.Replace(), row(1, "a", 0, 1));
        assertFails(
                        ErrorCode.LOAD_CONTRACT_BROKEN,
                        () -> load(with(order, new SchemaContract(Rule.FREEZE, Rule.EVOLVE, Rule.EVOLVE))))
                .hasMessageContaining("there is no such table");
        TableOptions options = new TableOptions(
                Optional.of("It's \"a\" table; -- \\ é\n"),
                Map.of("ID", "the 'key'"),
                Map.of("delta.enableChangeDataFeed", "true", "data.owner", "o'neill"),
                List.of("text", "ID"));
        load(with(
                order, new LoadSettings(target, order.mode(), order.settings().contract(), LoadLimits.NONE, options)));

        assertThat(rows()).hasSize(1);
    }

    @Test
    void aSchemaThatIsMissingIsMade() throws IOException {
        UnityTable elsewhere = new UnityTable("main", "new_" + NUMBERS.incrementAndGet(), "orders");
        LoadOrder order = order(new LoadMode.Replace(), row(1, "a", 0, 1));
        load(with(
                order,
                new LoadSettings(elsewhere, order.mode(), SchemaContract.EVOLVE, LoadLimits.NONE, TableOptions.NONE)));

        assertThat(query("SELECT id FROM " + elsewhere.quoted(), 1)).containsExactly("1");
    }

    static AbstractThrowableAssert<?, ?> assertFails(ErrorCode error, ThrowingCallable load) {
        return assertThatThrownBy(load)
                .isInstanceOfSatisfying(
                        BridgeException.class,
                        e -> assertThat(e.error()).as(e.getMessage()).isEqualTo(error));
    }
}
