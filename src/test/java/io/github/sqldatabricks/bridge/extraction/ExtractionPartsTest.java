package io.github.sqldatabricks.bridge.extraction;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.ReaderPermit;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries in parts. Catches a part that is read twice or never, more readers than the server may have, and a part that fails alone. */
@Timeout(30)
class ExtractionPartsTest extends ExtractionFixture {

    private static final int READERS = 3;
    private static final int PARTS = 7;
    private static final int ROWS = 25;

    private final FakeRowSource rows = new FakeRowSource(ROWS);
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @Test
    void eachPartIsReadOnceByAsManyReadersAsTheServerMayHave() throws Exception {
        CyclicBarrier together = new CyclicBarrier(READERS);
        QueryOutcome.Extracted outcome = extract((query, stop) -> {
            if (begun.getAndIncrement() < READERS) {
                meet(together);
            }
            asked.add(query.sql());
            mostAtOnce.accumulateAndGet(rows.openStreams() + 1, Math::max);
            return rows.open(query, stop);
        });

        assertThat(outcome.rows()).isEqualTo(PARTS * ROWS);
        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(
                        parts(PARTS).stream().map(RowQuery::sql).toList());
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(READERS);
        assertThat(new ObjectMapper()
                        .readTree(zone.manifest(FOLDER))
                        .path("consistency")
                        .asText())
                .isEqualTo("per-partition (snapshot)");
    }

    @Test
    void eachPartHasFilesOfItsOwnInTheOrderOfTheParts() {
        QueryOutcome.Extracted outcome = extract(rows);

        List<String> expected = IntStream.range(0, PARTS)
                .boxed()
                .flatMap(part -> IntStream.range(0, 3)
                        .mapToObj(number ->
                                String.format(Locale.ROOT, "%s/orders-job1-p%03d-%05d.parquet", FOLDER, part, number)))
                .toList();
        assertThat(outcome.files()).extracting(VolumePath::value).isEqualTo(expected);
        assertThat(zone.files(FOLDER)).hasSize(expected.size());
    }

    @Test
    void ofPartsWithoutRowsOneFileTellsTheColumns() {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(0));

        assertThat(outcome.rows()).isZero();
        assertThat(outcome.files()).containsExactly(FOLDER.resolve("orders-job1-p000-00000.parquet"));
        assertThat(landed(0)).containsExactly("column_0");
    }

    /** Catches one encoder for all readers, which leaves all cores but one and a half without work. */
    @Test
    void partsAreEncodedAtOnce() {
        CyclicBarrier together = new CyclicBarrier(READERS);
        writer.beforeFirstWrite(READERS, () -> meet(together));

        assertThat(extract(rows).rows()).isEqualTo(PARTS * ROWS);
    }

    @Test
    void readersShareTheMemoryAndTheDiskOfOne() {
        extract(rows);

        assertThat(writer.mostSharedBy()).isEqualTo(READERS);
    }

    @Test
    void aPartWhoseRowsCanNotBeWrittenStopsTheOthers() {
        FakeRowSource endless = new FakeRowSource(Long.MAX_VALUE);
        writer.failAt(1000, FAILURE);

        assertThatThrownBy(() -> extract(endless)).isSameAs(FAILURE);
        nothingIsPublished(endless);
    }

    @Test
    void aCancelStopsAllParts() {
        FakeRowSource endless = new FakeRowSource(Long.MAX_VALUE);
        CompletableFuture<QueryOutcome.Extracted> run = CompletableFuture.supplyAsync(() -> extract(endless));
        await().until(() -> endless.openStreams() == READERS);
        cancellation.cancel("the test wants it so");

        assertThatThrownBy(run::join).hasCauseInstanceOf(BridgeException.Cancelled.class);
        nothingIsPublished(endless);
    }

    @Test
    void aPartThatFailsFailsTheQuery() {
        assertThatThrownBy(() -> extract((query, stop) -> {
                    if (query.sql().endsWith("5")) {
                        throw FAILURE;
                    }
                    return rows.open(query, stop);
                }))
                .isSameAs(FAILURE);
        nothingIsPublished(rows);
    }

    @Test
    void partsWithOtherColumnsThanTheFirstAreReadAgain() {
        FakeRowSource changed = new FakeRowSource(ROWS, 2);
        assertThatThrownBy(
                        () -> extract((query, stop) -> (query.sql().endsWith("6") ? changed : rows).open(query, stop)))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        failure -> assertThat(failure.error()).isEqualTo(ErrorCode.COLUMNS_CHANGED));
        nothingIsPublished(rows);
        assertThat(changed.openStreams()).isZero();
    }

    @Test
    void aQueryOfSoManyRowsOnlyIsNotDivided() {
        RowQuery limited = new RowQuery(
                new Country("bolivia"), new QueryName("orders"), "SELECT 1", List.of(), OptionalLong.of(5), Map.of());
        PlannedQuery planned = planned(false, 10);
        assertThatThrownBy(() -> new PlannedQuery(
                        limited,
                        parts(2),
                        planned.templateSha256(),
                        planned.parameters(),
                        planned.maskedParameters(),
                        planned.secrets(),
                        FOLDER,
                        false,
                        10,
                        planned.load(),
                        planned.partition()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readersAreSharedByServerAndEachQueryHasOne() {
        ReaderSlots slots = new ReaderSlots(4, 2);
        assertThat(slots.take("a", 3, 8)).isEqualTo(3);
        assertThat(slots.take("a", 3, 8)).isEqualTo(1);
        assertThat(slots.take("a", 3, 8)).as("one always").isEqualTo(1);
        assertThat(slots.take("b", 9, 8)).isEqualTo(4);
        slots.giveBack("a", 3);
        assertThat(slots.take("a", 9, 8)).isEqualTo(2);
        slots.giveBack("a", 1);
        slots.giveBack("a", 1);
        slots.giveBack("a", 2);
        assertThat(slots.take("a", 9, 8)).isEqualTo(4);
    }

    @Test
    void whatIsSpareIsOnlyWhatNoQueryUses() {
        ReaderSlots slots = new ReaderSlots(3, 2);
        assertThat(slots.take("a", 2, 9)).isEqualTo(2);
        ReaderPermit spare = slots.spare("a", 9).orElseThrow();
        assertThat(slots.spare("a", 9)).isEmpty();
        assertThat(slots.spare("small", 2)).as("two queries may need them").isEmpty();
        assertThat(slots.spare("larger", 3)).isPresent();
        spare.close();
        spare.close();
        assertThat(slots.spare("a", 9)).isPresent();
        assertThat(slots.spare("a", 9)).as("closed twice, given back once").isEmpty();
    }

    /** It has the memory of a query, so that all queries and it would be one too many. */
    @Test
    void whatIsSpareIsGivenUpForTheLastQueryThatMayRun() {
        ReaderSlots slots = new ReaderSlots(3, 2);
        ReaderPermit spare = slots.spare("a", 9).orElseThrow();
        slots.take("b", 1, 9);
        assertThat(spare.needed().isCancelled()).isFalse();
        slots.take("b", 1, 9);
        assertThat(spare.needed().isCancelled()).isTrue();
        spare.close();
        assertThat(slots.spare("a", 9)).isEmpty();
        slots.giveBack("b", 1);
        assertThat(slots.spare("a", 9)).isPresent();
    }

    /** Catches readers that wait for a connection until they fail, because others of the same pool have all. */
    @Test
    void readersLeaveAConnectionToEachQueryThatMayRun() {
        ReaderSlots slots = new ReaderSlots(9, 3);
        assertThat(slots.take("a", 9, 5)).isEqualTo(3);
        assertThat(slots.take("a", 9, 5)).isEqualTo(1);
        assertThat(slots.take("a", 9, 5)).as("five in all").isEqualTo(1);
        assertThat(slots.take("small", 9, 1)).isEqualTo(1);
    }

    @Test
    void aQueryInPartsHasNoMoreReadersThanThereAreConnections() {
        int connections = new FixedExtractionConfig(root).concurrency() + 1;
        QueryOutcome.Extracted outcome = extract(new RowSource() {
            @Override
            public RowStream open(RowQuery query, Cancellation stop) {
                mostAtOnce.accumulateAndGet(rows.openStreams() + 1, Math::max);
                return rows.open(query, stop);
            }

            @Override
            public int mostStreams(Country country) {
                return connections;
            }
        });
        assertThat(outcome.rows()).isEqualTo(PARTS * ROWS);
        assertThat(writer.mostSharedBy()).as("readers").isEqualTo(2);
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(2);
    }

    private QueryOutcome.Extracted extract(RowSource source) {
        service = new ExtractionService(new FixedExtractionConfig(root), source, writer, zone, WorkContext.NONE, "1.0");
        PlannedQuery query = planned(false, 10).inParts(parts(PARTS));
        return (QueryOutcome.Extracted) service.run(JOB, query, ExtractionProgress.NONE, cancellation);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("too few readers at once", e);
        }
    }

    private static List<RowQuery> parts(int count) {
        return IntStream.range(0, count)
                .mapToObj(part -> new RowQuery(
                        new Country("bolivia"),
                        new QueryName("orders"),
                        "SELECT part " + part,
                        List.of(),
                        OptionalLong.empty(),
                        Map.of()))
                .toList();
    }
}
