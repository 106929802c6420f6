package io.github.sqldatabricks.bridge.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadMode.Merge;
import io.github.sqldatabricks.bridge.load.LoadMode.ReplaceWhere;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a load promises, whatever runs its statements. Catches rows that come twice or not at all after an answer is lost, a worker that
 * writes after it was overtaken, and a difference of columns that nobody is told of.
 */
public abstract class LoadContract extends LoadTurnsContract {

    @Test
    void theTableIsMadeWithTheTypesOfTheSource() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 150), row(2, null, null, -5));

        assertThat(tables().find(target).orElseThrow().columns())
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly("id bigint", "text string", "día de pago date", "group decimal(10,2)");
        assertThat(rows()).containsExactlyInAnyOrder("1|a|2026-01-01|1.50", "2|null|null|-0.05");
    }

    @Test
    void replaceKeepsNothingOfBefore() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1), row(2, "b", 0, 1));
        load(new LoadMode.Replace(), row(3, "c", 0, 1));
        load(new LoadMode.Replace());

        assertThat(rows()).isEmpty();
    }

    @Test
    void theSameLoadTwiceIsTheLoadOnce() throws IOException {
        for (LoadMode mode : modes()) {
            run("DROP TABLE IF EXISTS " + target.quoted());
            load(mode, row(1, "a", 0, 1));
            LoadOrder order = order(mode, row(1, "b", 0, 2), row(2, "c", 1, 3));
            load(order);
            List<String> once = rows();
            load(order);

            assertThat(rows()).as(mode.text()).isEqualTo(once);
            assertThat(once).as(mode.text()).contains("2|c|2026-01-02|0.03");
            assertThat(once).as(mode.text()).hasSize(mode instanceof LoadMode.Append ? 3 : 2);
        }
    }

    @Test
    void severalFilesAreOneLoadAndOthersBesideThemAreNone() throws IOException {
        Path folder = Files.createDirectories(volumes().resolve(folder()));
        write(folder.resolve("stranger.parquet"), ORDERS, row(9, "x", 0, 1));
        LoadOrder one = order(new LoadMode.Append(), row(1, "a", 0, 1));
        LoadOrder two = order(new LoadMode.Append(), row(2, "b", 0, 1));
        load(new LoadOrder(
                two.id(),
                two.stream(),
                two.settings(),
                List.of(one.files().get(0), two.files().get(0)),
                ORDERS,
                2,
                Optional.empty()));

        assertThat(rows()).containsExactlyInAnyOrder("1|a|2026-01-01|0.01", "2|b|2026-01-01|0.01");
    }

    @Test
    void mergeTakesTheNewestOfAKeyAndNullForAKey() throws IOException {
        Merge merge = new Merge(List.of("ID"), Optional.of("group"));
        load(merge, row(1, "a", 0, 1), row(null, "null", 0, 1), row(7, "stays", 0, 1));
        load(merge, row(1, "old", 0, 2), row(1, "new", 0, 3), row(1, "unknown", 0, null), row(null, "again", 0, 1));

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "1|new|2026-01-01|0.03", "null|again|2026-01-01|0.01", "7|stays|2026-01-01|0.01");
    }

    @Test
    void twoRowsWithOneKeyFailTheLoad() throws IOException {
        Merge merge = new Merge(List.of("id", "text"), Optional.empty());
        load(merge, row(1, "a", 0, 1), row(1, "b", 0, 1));

        assertFails(ErrorCode.LOAD_KEY_DUPLICATE, () -> load(merge, row(2, "a", 0, 1), row(2, "a", 0, 2)));
        assertThat(rows()).containsExactlyInAnyOrder("1|a|2026-01-01|0.01", "1|b|2026-01-01|0.01");
    }

    @Test
    void slicesInWhichTwoRowsHaveOneKeyFailTheLoad() throws IOException {
        Slices slices = new Slices.Values("id", List.of(Optional.of("1")));
        ReplaceWhere mode = new ReplaceWhere(slices, List.of("ID", "text"));
        load(mode, row(1, "a", 0, 1), row(1, null, 0, 1));

        assertFails(ErrorCode.LOAD_KEY_DUPLICATE, () -> load(mode, row(1, "b", 0, 1), row(1, "b", 0, 2)))
                .hasMessageContaining("load the range again");
        assertFails(ErrorCode.LOAD_KEY_DUPLICATE, () -> load(mode, row(1, null, 0, 1), row(1, null, 0, 2)));
        assertThat(rows()).containsExactlyInAnyOrder("1|a|2026-01-01|0.01", "1|null|2026-01-01|0.01");
        load(mode, row(1, "b", 0, 1), row(1, "c", 0, 1));
        assertThat(rows()).containsExactlyInAnyOrder("1|b|2026-01-01|0.01", "1|c|2026-01-01|0.01");
    }

    /** A range has old rows only, of keys whose newest row is elsewhere. */
    @Test
    void mergeKeepsARowThatIsNewerWhenItIsTold() throws IOException {
        Merge merge = new Merge(List.of("id"), Optional.of("group"), true);
        load(merge, row(1, "new", 0, 5), row(2, "old", 0, 5), row(3, "same", 0, 5));
        load(merge, row(1, "old", 0, 4), row(2, "new", 0, 6), row(3, "again", 0, 5), row(4, "first", 0, 1));
        assertThat(query("SELECT id, text FROM " + target.quoted(), 2))
                .containsExactlyInAnyOrder("1|new", "2|new", "3|again", "4|first");
    }

    @Test
    void twoNewestRowsOfAKeyFailTheLoad() {
        Merge merge = new Merge(List.of("id"), Optional.of("group"));
        assertFails(
                ErrorCode.LOAD_KEY_DUPLICATE,
                () -> load(merge, row(1, "a", 0, 1), row(1, "b", 0, 2), row(1, "c", 0, 2)));
    }

    @Test
    void mergeLeavesColumnsAloneThatItDoesNotBring() throws IOException {
        Merge merge = new Merge(List.of("id"), Optional.empty());
        load(merge, row(1, "a", 0, 1));
        run(
                "ALTER TABLE " + target.quoted() + " ADD COLUMNS (note STRING)",
                "UPDATE " + target.quoted() + " SET note = 'kept'");
        load(merge, row(1, "b", 0, 1), row(2, "c", 0, 1));

        assertThat(query("SELECT id, text, note FROM " + target.quoted(), 3))
                .containsExactlyInAnyOrder("1|b|kept", "2|c|null");
    }

    @Test
    void slicesAreReplacedAndAllElseStays() throws IOException {
        load(
                new LoadMode.Replace(),
                row(1, "o'x", 0, 1),
                row(2, null, 1, 1),
                row(3, "\\n", 2, 1),
                row(4, "stays", 3, 1));
        Slices texts = new Slices.Values("text", List.of(Optional.of("o'x"), Optional.empty(), Optional.of("\\n")));
        load(new ReplaceWhere(texts), row(5, "o'x", 5, 1), row(6, null, 5, 1));
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "4|stays|2026-01-04|0.01", "5|o'x|2026-01-06|0.01", "6|null|2026-01-06|0.01");

        Slices period = new Slices.Period("día de pago", "2026-01-04", "2026-01-06");
        load(new ReplaceWhere(period), row(8, "new", 4, 1));
        assertThat(rows())
                .containsExactlyInAnyOrder("8|new|2026-01-05|0.01", "5|o'x|2026-01-06|0.01", "6|null|2026-01-06|0.01");

        Slices gone = new Slices.Values("id", List.of(Optional.of("5"), Optional.of("6"), Optional.of("8")));
        load(new ReplaceWhere(gone));
        assertThat(rows()).isEmpty();
    }

    @Test
    void aRowOutsideOfTheSlicesFailsTheLoad() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1));
        Slices slices = new Slices.Values("id", List.of(Optional.of("1")));

        assertThatThrownBy(() -> load(new ReplaceWhere(slices), row(2, "b", 0, 1)))
                .isInstanceOf(BridgeException.class);
        assertThat(rows()).containsExactly("1|a|2026-01-01|0.01");
    }

    @Test
    void whoWasOvertakenWritesNothing() throws IOException {
        for (LoadMode mode : modes()) {
            run("DROP TABLE IF EXISTS " + target.quoted());
            load(mode, row(1, "a", 0, 1));
            LoadOrder slow = order(mode, row(1, "slow", 0, 1));
            TargetState frozen = tables().takeOver(slow);
            load(mode, row(1, "fast", 0, 1));
            List<String> before = rows();

            DeltaTable table = tables().find(target).orElseThrow();
            assertFails(ErrorCode.LOAD_OVERTAKEN, () -> tables().load(slow, table, frozen, new Cancellation()));
            assertFails(ErrorCode.LOAD_OVERTAKEN, () -> tables().advance(slow, table, frozen));
            assertThat(rows()).as(mode.text()).isEqualTo(before);
        }
    }

    @Test
    void anotherCountOfRowsFailsTheLoad() throws IOException {
        for (LoadMode mode : modes()) {
            run("DROP TABLE IF EXISTS " + target.quoted());
            load(mode, row(1, "a", 0, 1));
            LoadOrder order = order(mode, row(1, "b", 0, 1));
            LoadOrder wrong = new LoadOrder(
                    order.id(), order.stream(), order.settings(), order.files(), order.schema(), 2, Optional.empty());

            assertFails(ErrorCode.LOAD_COUNT_MISMATCH, () -> load(wrong));
            assertThat(rows()).as(mode.text()).containsExactly("1|a|2026-01-01|0.01");
        }
    }

    @Test
    void columnsFollowTheSource() throws IOException {
        run(
                "CREATE TABLE " + target.quoted()
                        + " (id INT NOT NULL, gone STRING NOT NULL, `group` DECIMAL(8,2)) USING DELTA"
                        + " TBLPROPERTIES ('delta.enableTypeWidening' = 'true', 'delta.feature.timestampNtz' = 'supported',"
                        + " 'delta.columnMapping.mode' = 'name')",
                "INSERT INTO " + target.quoted() + " VALUES (1, 'x', 1.25)");

        load(new LoadMode.Append(), row(5_000_000_000L, "a", 0, 1_234_567_890));
        load(new LoadMode.Append(), row(null, "b", 1, 1));

        assertThat(query("SELECT id, gone, `group`, text, `día de pago` FROM " + target.quoted(), 5))
                .containsExactlyInAnyOrder(
                        "1|x|1.25|null|null",
                        "5000000000|null|12345678.90|a|2026-01-01",
                        "null|null|0.01|b|2026-01-02");
    }

    @Test
    void whatTheContractForbidsIsNamedAndNothingIsLoaded() throws IOException {
        run(
                "CREATE TABLE " + target.quoted() + " (id STRING, more INT) USING DELTA",
                "INSERT INTO " + target.quoted() + " VALUES ('1', 2)");
        for (Rule rule : Rule.values()) {
            LoadOrder order = with(order(new LoadMode.Replace(), row(1, "a", 0, 1)), SchemaContract.of(rule));

            assertFails(ErrorCode.LOAD_CONTRACT_BROKEN, () -> load(order))
                    .hasMessageContaining("'id' is string in the table and bigint at the source");
        }
        assertThat(query("SELECT * FROM " + target.quoted(), 2)).containsExactly("1|2");
    }

    @Test
    void aLoadThatTakesTooMuchAwayIsRefused() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1), row(2, "b", 0, 1), row(3, "c", 0, 1), row(4, "d", 0, 1));
        LoadOrder order = order(new LoadMode.Replace(), row(1, "a", 0, 1));

        assertFails(ErrorCode.LOAD_LIMIT_EXCEEDED, () -> load(with(order, percent(74))))
                .hasMessageContaining("74 % of 4 rows")
                .hasMessageContaining("3 fewer");
        assertFails(ErrorCode.LOAD_LIMIT_EXCEEDED, () -> load(with(order, ofAll(74))))
                .hasMessageContaining("74 % of all 4 rows");
        assertFails(ErrorCode.LOAD_LIMIT_EXCEEDED, () -> load(with(order, count(2))));
        assertFails(ErrorCode.LOAD_LIMIT_EXCEEDED, () -> load(with(order, count(0).approved(2))))
                .hasMessageContaining("the 2 rows that were approved");
        assertThat(rows()).hasSize(4);
        load(with(order, percent(75)));
        assertThat(rows()).hasSize(1);
    }

    @Test
    void aLoadThatTakesNoMoreAwayThanSomebodyApprovedPasses() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1), row(2, "b", 0, 1), row(3, "c", 0, 1), row(4, "d", 0, 1));
        load(with(order(new LoadMode.Replace(), row(1, "a", 0, 1)), percent(10).approved(3)));
        assertThat(rows()).hasSize(1);
    }

    /** Catches a limit of the whole table that is taken for one of the slices, or the other way round. */
    @Test
    void ofSlicesTheShareOfTheWholeTableIsLimited() throws IOException {
        load(new LoadMode.Replace(), row(1, "a", 0, 1), row(1, "b", 0, 1), row(3, "c", 0, 1), row(4, "d", 0, 1));
        Slices slices = new Slices.Values("id", List.of(Optional.of("1")));
        LoadOrder order = order(new ReplaceWhere(slices), row(1, "b", 0, 1));

        assertFails(ErrorCode.LOAD_LIMIT_EXCEEDED, () -> load(with(order, ofAll(24))))
                .hasMessageContaining("24 % of all 4 rows")
                .hasMessageContaining("1 fewer");
        assertThat(rows()).hasSize(4);
        load(with(order, ofAll(25)));
        assertThat(rows()).hasSize(3);
    }

    private static LoadLimits percent(int percent) {
        return new LoadLimits(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.of(percent));
    }

    private static LoadLimits ofAll(int percent) {
        return new LoadLimits(OptionalLong.empty(), OptionalInt.of(percent), OptionalInt.empty());
    }

    private static LoadLimits count(long rows) {
        return new LoadLimits(OptionalLong.of(rows), OptionalInt.empty(), OptionalInt.empty());
    }

    @Test
    void inTheSteadyStateALoadIsTwoStatements() throws IOException {
        LoadService service = service();
        service.load(order(new LoadMode.Append(), row(1, "a", 0, 1)), new Cancellation());
        AtomicInteger count = new AtomicInteger();
        faults().add(new Fault(
                call -> {
                    count.addAndGet(isStatement(call.method(), call.path()) ? 1 : 0);
                    return false;
                },
                0,
                1,
                Effect.unavailable()));

        TargetState next = service.load(order(new LoadMode.Append(), row(2, "b", 0, 1)), new Cancellation());

        assertThat(count).hasValue(2);
        assertThat(next.sequence()).isEqualTo(2);
        assertThat(rows()).hasSize(2);
    }

    /** Whatever statement is lost on its way or loses its answer, one more attempt of a new process makes the load whole, once. */
    @Test
    void whateverIsCutTheTableHasTheLoadOnce() throws IOException {
        campaign(new LoadMode.Append());
    }

    /** The same in each mode. */
    @Test
    @Tag("nightly")
    void whateverIsCutInAnyModeTheTableHasTheLoadOnce() throws IOException {
        for (LoadMode mode : modes()) {
            campaign(mode);
        }
    }

    private void campaign(LoadMode mode) throws IOException {
        campaign(mode, false);
        campaign(mode, true);
    }

    private void campaign(LoadMode mode, boolean answered) throws IOException {
        int cut = 0;
        boolean struck = true;
        while (struck) {
            String name = mode.text() + " statement " + cut + (answered ? " without its answer" : " lost");
            run("DROP TABLE IF EXISTS " + target.quoted());
            load(mode, row(1, "a", 0, 1), row(2, "stays", 0, 1));
            LoadOrder order = order(mode, row(1, "b", 0, 2), row(2, "stays", 0, 1));
            AtomicInteger sent = new AtomicInteger();
            int wanted = cut;
            faults().add(new Fault(
                    call -> isStatement(call.method(), call.path()) && sent.getAndIncrement() == wanted,
                    0,
                    1,
                    answered ? new Effect.CutResponse(0) : Effect.respond(400, "INVALID_PARAMETER_VALUE", "Lost.")));
            attempt(order);
            struck = sent.get() > wanted;
            faults().clear();
            load(order);

            assertThat(rows())
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(
                            mode instanceof LoadMode.Append
                                    ? List.of(
                                            "1|a|2026-01-01|0.01",
                                            "2|stays|2026-01-01|0.01",
                                            "1|b|2026-01-01|0.02",
                                            "2|stays|2026-01-01|0.01")
                                    : List.of("1|b|2026-01-01|0.02", "2|stays|2026-01-01|0.01"));
            cut++;
        }
        assertThat(cut).as("statements that were cut").isGreaterThan(5);
    }

    private void attempt(LoadOrder order) {
        try {
            load(order);
        } catch (BridgeException e) {
            assertThat(e.error()).isNotEqualTo(ErrorCode.LOAD_COUNT_MISMATCH);
        }
    }

    private static boolean isStatement(String method, String path) {
        return method.equals("POST") && path.matches("/api/2\\.0/sql/statements/?");
    }

    private static List<LoadMode> modes() {
        return List.of(
                new LoadMode.Replace(),
                new LoadMode.Append(),
                new Merge(List.of("id"), Optional.empty()),
                new ReplaceWhere(new Slices.Values("id", List.of(Optional.of("1"), Optional.of("2")))));
    }
}
