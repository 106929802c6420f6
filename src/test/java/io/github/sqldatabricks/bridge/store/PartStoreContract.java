package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.run.PartStore.Amount;
import io.github.sqldatabricks.bridge.run.PartStore.Claimed;
import io.github.sqldatabricks.bridge.run.PartStore.Offer;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.PartStore.PartsId;
import io.github.sqldatabricks.bridge.run.PartStore.Plan;
import io.github.sqldatabricks.bridge.run.PartStore.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every store does with parts of queries, through real SQL. Catches a part that counts twice or never, a process that waits for a dead
 * one for ever, and a result of one that was overtaken.
 */
abstract class PartStoreContract extends StoreFixture {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String HELPER = "helper";
    private static final int PARTS = 3;
    private static final PartResult RESULT = new PartResult(
            new RowSchema(List.of(new Column("id", new ColumnType.Int64(), false, "bigint"))),
            "snapshot",
            Map.of("at", 2L),
            List.of(new LandedFile("p000-f1-00000.parquet", 10, 100), new LandedFile("p000-f1-00001.parquet", 5, 50)));

    private JdbcPartStore parts;
    private Lease lease;

    @BeforeEach
    void begin() {
        parts = new JdbcPartStore(database);
        lease = query();
        assertThat(parts.begin(lease, tracker.worker(), plan("1-1"), ranges())).isTrue();
    }

    @Test
    void aPlanComesBackAsItWasAndEachPartOnce() {
        assertThat(parts.plan(lease.job(), lease.query())).contains(plan("1-1"));
        assertThat(IntStream.range(0, PARTS + 1).mapToObj(i -> next()))
                .containsExactly(
                        Optional.of(new Claimed(claim(0, 1), "range 0", false)),
                        Optional.of(new Claimed(claim(1, 1), "range 1", false)),
                        Optional.of(new Claimed(claim(2, 1), "range 2", false)),
                        Optional.empty());
    }

    @Test
    void whatIsDoneIsNotReadAgainByAnotherAttempt() {
        PartClaim first = next().orElseThrow().claim();
        next();
        assertThat(parts.columns(first.parts())).isEmpty();
        assertThat(parts.finish(first, tracker.worker(), RESULT)).isTrue();
        assertThat(parts.columns(first.parts())).contains(RESULT.schema());
        assertThat(parts.resume(lease, tracker.worker(), "1-1")).isTrue();
        assertThat(next()).contains(new Claimed(claim(1, 2), "range 1", false));
        assertThat(next()).contains(new Claimed(claim(2, 1), "range 2", false));
        assertThat(next()).isEmpty();
        assertThat(parts.results(first.parts())).containsExactly(RESULT);
        assertThat(parts.states(first.parts()))
                .startsWith(new State(0, 1, true, new Amount(15, 150)))
                .hasSize(PARTS);
    }

    @Test
    void anAnswerThatWasLostIsGivenAgain() {
        PartClaim first = next().orElseThrow().claim();
        assertThat(parts.finish(first, tracker.worker(), RESULT)).isTrue();
        assertThat(parts.finish(first, tracker.worker(), RESULT)).isTrue();
    }

    /** The query's lease is that of its parts. */
    @Test
    void whoReclaimsAQueryTakesThePartsOfTheDeadProcess() {
        JobTracker dead = tracker(Duration.ZERO);
        Lease lost = query(dead);
        parts.begin(lost, dead.worker(), plan("1-1"), ranges());
        PartClaim begun = parts.claim(lost, dead.worker(), "1-1").orElseThrow().claim();
        Lease now = tracker.claim().orElseThrow().lease();
        assertThat(now.query()).isEqualTo(lost.query());
        assertThat(now.fence()).isEqualTo(2);

        assertThat(parts.claim(lost, dead.worker(), "1-1"))
                .as("a zombie's claim")
                .isEmpty();
        assertThat(parts.begin(lost, dead.worker(), plan("2-1"), ranges())).isFalse();
        assertThat(parts.resume(lost, dead.worker(), "1-1")).isFalse();
        parts.drop(lost, dead.worker());
        Claimed again = parts.claim(now, tracker.worker(), "1-1").orElseThrow();
        assertThat(again.claim()).isEqualTo(new PartClaim(begun.parts(), 0, 2));
        assertThat(again.reclaimed()).isTrue();
        assertThat(parts.finish(begun, dead.worker(), RESULT))
                .as("a zombie's result")
                .isFalse();
        assertThat(parts.finish(again.claim(), tracker.worker(), RESULT)).isTrue();
    }

    @Test
    void otherProcessesAreOfferedWhatNobodyHasBegun() {
        assertThat(parts.offers(tracker.worker())).as("its own").isEmpty();
        assertThat(parts.offers(HELPER)).containsExactly(new Offer(id(), "statement"));
        assertThat(help(LONG)).contains(new Claimed(claim(2, 1), "range 2", false));
        assertThat(next().orElseThrow().claim()).isEqualTo(claim(0, 1));
        assertThat(help(LONG).orElseThrow().claim()).isEqualTo(claim(1, 1));
        assertThat(parts.offers(HELPER)).isEmpty();
        assertThat(help(LONG)).isEmpty();
        assertThat(next()).isEmpty();
    }

    @Test
    void aPartThatAHelperGivesBackIsReadByTheProcessThatRunsTheQuery() {
        PartClaim helped = help(LONG).orElseThrow().claim();
        parts.release(helped, HELPER);
        assertThat(IntStream.range(0, PARTS).mapToObj(i -> help(LONG))).last().isEqualTo(Optional.empty());
        assertThat(next()).contains(new Claimed(claim(2, 2), "range 2", false));
        parts.release(helped, HELPER);
        assertThat(next()).as("what another one reads").isEmpty();
    }

    @Test
    void aHelperThatGivesNoSignOfLifeIsOvertakenAndItsResultRefused() {
        PartClaim frozen = help(Duration.ZERO).orElseThrow().claim();
        next();
        next();
        Claimed taken = next().orElseThrow();
        assertThat(taken).isEqualTo(new Claimed(claim(2, 2), "range 2", true));
        assertThat(parts.renew(Map.of(frozen, new Amount(1, 1)), HELPER, LONG).lost())
                .containsExactly(frozen);
        assertThat(parts.finish(frozen, HELPER, RESULT)).isFalse();
        parts.release(frozen, HELPER);
        assertThat(parts.finish(taken.claim(), tracker.worker(), RESULT)).isTrue();
    }

    @Test
    void aHelperIsHeardAsLongAsItRenews() {
        PartClaim helped = help(Duration.ZERO).orElseThrow().claim();
        assertThat(parts.renew(Map.of(helped, new Amount(7, 70)), HELPER, LONG).lost())
                .isEmpty();
        next();
        next();
        assertThat(next()).isEmpty();
        assertThat(parts.states(id())).last().isEqualTo(new State(2, 1, false, new Amount(7, 70)));
        assertThat(parts.finish(helped, HELPER, RESULT)).isTrue();
        assertThat(parts.states(id())).last().isEqualTo(new State(2, 1, true, new Amount(15, 150)));
    }

    @Test
    void aCancelledJobStopsItsHelpersAndOffersNothing() {
        PartClaim helped = help(LONG).orElseThrow().claim();
        tracker.cancel(lease.job());
        assertThat(parts.offers(HELPER)).isEmpty();
        assertThat(parts.renew(Map.of(helped, new Amount(0, 0)), HELPER, LONG).cancelled())
                .containsExactly(helped);
    }

    @Test
    void partsGoWithTheEndOfTheirQuery() {
        PartClaim helped = help(LONG).orElseThrow().claim();
        tracker.end(lease, LAST, FAILED).orElseThrow();
        assertThat(parts.plan(lease.job(), lease.query())).isEmpty();
        assertThat(parts.states(id())).isEmpty();
        assertThat(parts.renew(Map.of(helped, new Amount(0, 0)), HELPER, LONG).lost())
                .containsExactly(helped);
    }

    @Test
    void partsGoWithAQueryThatIsCancelledWhileItWaits() {
        tracker.release(List.of(lease));
        assertThat(parts.plan(lease.job(), lease.query())).isPresent();
        tracker.cancel(lease.job());
        assertThat(parts.plan(lease.job(), lease.query())).isEmpty();
    }

    @Test
    void anotherPlanTakesThePlaceOfTheOneBefore() {
        PartClaim old = next().orElseThrow().claim();
        PartClaim helped = help(LONG).orElseThrow().claim();
        assertThat(parts.begin(lease, tracker.worker(), plan("1-2"), ranges())).isTrue();
        assertThat(parts.claim(lease, tracker.worker(), "1-1")).isEmpty();
        PartClaim anew =
                parts.claim(lease, tracker.worker(), "1-2").orElseThrow().claim();
        assertThat(anew.fence()).as("the same number as the old one's").isEqualTo(old.fence());
        assertThat(parts.finish(old, tracker.worker(), RESULT)).isFalse();
        assertThat(parts.finish(helped, HELPER, RESULT)).isFalse();
        parts.drop(lease, tracker.worker());
        assertThat(parts.plan(lease.job(), lease.query())).isEmpty();
        assertThat(parts.resume(lease, tracker.worker(), "1-2")).isFalse();
    }

    @Test
    void onlyPartsWithFilesThatAreGoneAreReadAgain() {
        PartClaim kept = next().orElseThrow().claim();
        PartClaim gone = next().orElseThrow().claim();
        parts.finish(kept, tracker.worker(), RESULT);
        parts.finish(gone, tracker.worker(), result("p001-f1-00000.parquet", "p001-f1-00001.parquet"));
        PartClaim helped = help(LONG).orElseThrow().claim();

        setBack(lease, "p001-f1-00001.parquet", "p002-f1-00000.parquet");
        setBack(lease, "p001-f1-00001.parquet", "unknown");
        assertThat(parts.states(id()))
                .containsExactly(
                        new State(0, 1, true, new Amount(15, 150)),
                        new State(1, 1, false, new Amount(0, 0)),
                        new State(2, 1, false, new Amount(0, 0)));
        assertThat(parts.results(id())).containsExactly(RESULT);
        assertThat(parts.finish(gone, tracker.worker(), RESULT))
                .as("an answer of before, given again")
                .isFalse();
        assertThat(parts.finish(helped, HELPER, result("p002-f1-00000.parquet")))
                .as("what a helper still read then")
                .isTrue();
        assertThat(parts.offers(HELPER)).isEmpty();
        assertThat(next()).contains(new Claimed(claim(1, 2), "range 1", false));
        assertThat(parts.finish(claim(1, 2), tracker.worker(), result("p001-f2-00000.parquet")))
                .isTrue();
        setBack(lease, "p001-f1-00001.parquet");
        assertThat(parts.states(id())).allMatch(State::done);
    }

    @Test
    void aProcessThatWasOvertakenSetsNoPartBack() {
        JobTracker dead = tracker(Duration.ZERO);
        Lease lost = query(dead);
        parts.begin(lost, dead.worker(), plan("1-1"), ranges());
        PartClaim done = parts.claim(lost, dead.worker(), "1-1").orElseThrow().claim();
        parts.finish(done, dead.worker(), RESULT);
        Lease now = tracker.claim().orElseThrow().lease();

        parts.setBack(lost, dead.worker(), "1-1", Set.of("p000-f1-00000.parquet"));
        assertThat(parts.results(done.parts())).containsExactly(RESULT);
        parts.setBack(now, tracker.worker(), "1-1", Set.of("p000-f1-00000.parquet"));
        assertThat(parts.results(done.parts())).isEmpty();
    }

    @Test
    void noTwoReadersGetOnePart() throws Exception {
        Lease many = query();
        parts.begin(
                many,
                tracker.worker(),
                plan("1-1"),
                IntStream.range(0, 30).mapToObj(i -> "range " + i).toList());
        PartsId id = new PartsId(many.job(), many.query(), "1-1");
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        inParallel(4, index -> {
            Optional<Claimed> part;
            do {
                part = index % 2 == 0
                        ? parts.claim(many, tracker.worker(), "1-1")
                        : parts.claim(id, HELPER + index, LONG);
                part.ifPresent(claimed -> taken.add(claimed.claim().ordinal()));
            } while (part.isPresent());
        });
        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 30).boxed().toList());
    }

    private Lease query() {
        return query(tracker);
    }

    /** A query with a load that the process runs. */
    private static Lease query(JobTracker process) {
        NewJob plain = Jobs.of("q");
        QueryProgress query = plain.queries().get(0);
        QueryProgress loaded = new QueryProgress(
                query.name(),
                query.folder(),
                query.state(),
                query.progress(),
                0,
                Optional.of(new QueryLoad(new UnityTable("main", "sales", "orders"), "replace")));
        process.create(new NewJob(
                plain.id(),
                plain.owner(),
                plain.key(),
                plain.request(),
                plain.secrets(),
                plain.destination(),
                List.of(loaded),
                plain.retry()));
        return process.claim().orElseThrow().lease();
    }

    private Optional<Claimed> next() {
        return parts.claim(lease, tracker.worker(), "1-1");
    }

    private Optional<Claimed> help(Duration until) {
        return parts.claim(id(), HELPER, until);
    }

    private void setBack(Lease of, String... files) {
        parts.setBack(of, tracker.worker(), "1-1", Set.of(files));
    }

    private static PartResult result(String... files) {
        return new PartResult(
                RESULT.schema(),
                RESULT.consistency(),
                Map.of(),
                Stream.of(files).map(name -> new LandedFile(name, 10, 100)).toList());
    }

    private PartsId id() {
        return new PartsId(lease.job(), new QueryName("q"), "1-1");
    }

    private PartClaim claim(int ordinal, long fence) {
        return new PartClaim(id(), ordinal, fence);
    }

    private static Plan plan(String attempt) {
        return new Plan(
                attempt,
                "statement",
                "basis",
                Optional.of("{\"value\":\"\u00e9\"}"),
                "horizon",
                Optional.of(Instant.parse("2026-12-01T01:02:03.123456Z")));
    }

    private static List<String> ranges() {
        return IntStream.range(0, PARTS).mapToObj(part -> "range " + part).toList();
    }
}
