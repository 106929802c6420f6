package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.replication.config.Schedule;
import io.github.sqldatabricks.bridge.replication.config.Schedule.CatchUp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Catches a time that runs twice, one that was missed and runs although it should not, and a day that a change of clocks takes. */
class ReplicationSchedulesTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private static Optional<Instant> due(String cron, CatchUp catchUp, Instant done, Instant now) {
        return ReplicationSchedules.due(new Schedule(cron, ZoneId.of("Europe/Berlin"), catchUp), done, now);
    }

    @Test
    void aTimeIsDueFromItsMomentOnAndNotAfterItIsDoneWith() {
        for (CatchUp catchUp : CatchUp.values()) {
            Instant before = NOON.minusSeconds(900);
            assertThat(due("*/15 * * * *", catchUp, before, NOON.minusMillis(1)))
                    .isEmpty();
            assertThat(due("*/15 * * * *", catchUp, before, NOON)).contains(NOON);
            assertThat(due("*/15 * * * *", catchUp, before, NOON.plusSeconds(59)))
                    .contains(NOON);
            assertThat(due("*/15 * * * *", catchUp, NOON, NOON.plusSeconds(1))).isEmpty();
        }
    }

    @Test
    void ofManyTimesThatWereMissedTheLatestIsRunOnceOrNone() {
        Instant done = NOON.minusSeconds(86_400);
        Instant back = NOON.plusSeconds(300);
        assertThat(due("*/15 * * * *", CatchUp.LATEST, done, back)).contains(NOON);
        assertThat(due("*/15 * * * *", CatchUp.LATEST, NOON, back)).isEmpty();
        assertThat(due("*/15 * * * *", CatchUp.NONE, done, back)).isEmpty();
        assertThat(due("*/15 * * * *", CatchUp.NONE, done, NOON.plusSeconds(900)))
                .contains(NOON.plusSeconds(900));
    }

    @Test
    void aDailyTimeInTheHourThatClocksSkipIsDueAtItsEnd() {
        // 2026-03-29: 02:00 becomes 03:00, which is 01:00 UTC.
        Instant done = Instant.parse("2026-03-28T01:30:00Z");
        Instant end = Instant.parse("2026-03-29T01:00:00Z");
        for (CatchUp catchUp : CatchUp.values()) {
            assertThat(due("30 2 * * *", catchUp, done, end.minusSeconds(1))).isEmpty();
            assertThat(due("30 2 * * *", catchUp, done, end)).contains(end);
            assertThat(due("30 2 * * *", catchUp, end, end.plusSeconds(1800))).isEmpty();
        }
    }

    @Test
    void aDailyTimeInTheHourThatClocksShowTwiceIsDueOnceAndWhatComesEachHourInBoth() {
        // 2026-10-25: 03:00 becomes 02:00, so that 02:30 is at 00:30 and at 01:30 UTC.
        for (CatchUp catchUp : CatchUp.values()) {
            assertThat(times("30 2 * * *", catchUp)).as(catchUp.toString()).isEqualTo(1);
            assertThat(times("30 * * * *", catchUp)).as(catchUp.toString()).isEqualTo(4);
        }
    }

    private static int times(String cron, CatchUp catchUp) {
        Instant done = Instant.parse("2026-10-24T23:00:00Z");
        Instant end = Instant.parse("2026-10-25T03:00:00Z");
        int times = 0;
        for (Instant now = done; now.isBefore(end); now = now.plusSeconds(600)) {
            Optional<Instant> due = due(cron, catchUp, done, now);
            if (due.isPresent()) {
                times++;
                done = due.get();
            }
        }
        return times;
    }
}
