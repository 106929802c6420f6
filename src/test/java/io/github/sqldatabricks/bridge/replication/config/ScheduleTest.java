package io.github.sqldatabricks.bridge.replication.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches a time of a schedule that is skipped, doubled or off by the zone, in nights in which clocks change too. */
class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void sixFieldsBeginWithTheSecondAndFiveWithTheMinute() {
        Instant noon = Instant.parse("2026-11-30T12:00:00Z");

        assertThat(at("30 */15 * * * *", ZoneId.of("UTC")).next(noon)).contains(Instant.parse("2026-11-30T12:00:30Z"));
        assertThat(at("*/15 * * * *", ZoneId.of("UTC")).next(noon)).contains(Instant.parse("2026-11-30T12:15:00Z"));
        assertThat(at("0 6 * * MON-FRI", ZoneId.of("America/La_Paz")).next(noon))
                .contains(Instant.parse("2026-12-01T10:00:00Z"));
        assertThat(at("0 6 * * *", ZoneId.of("America/La_Paz")).last(noon))
                .contains(Instant.parse("2026-11-30T10:00:00Z"));
    }

    @Test
    void aScheduleWithoutAFurtherTimeHasNone() {
        assertThat(at("0 0 31 2 *", BERLIN).next(Instant.parse("2026-11-30T12:00:00Z")))
                .isEmpty();
    }

    @Test
    void theNightWithoutAnHourLosesNoDay() {
        // 2026-03-29: 02:00 becomes 03:00.
        List<Instant> times = times("0 30 2 * * *", Instant.parse("2026-03-27T12:00:00Z"), 4);

        assertThat(times)
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"),
                        Instant.parse("2026-03-31T00:30:00Z"));
        assertThat(at("0 30 2 * * *", BERLIN).last(Instant.parse("2026-03-29T12:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
    }

    @Test
    void theNightWithAnHourTwiceRunsADailyScheduleOnce() {
        // 2026-10-25: 03:00 becomes 02:00.
        assertThat(times("0 30 2 * * *", Instant.parse("2026-10-24T12:00:00Z"), 2))
                .last()
                .isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void everyQuarterOfAnHourIsSoInBothNights() {
        for (String night : List.of("2026-03-28T23:00:00Z", "2026-10-24T23:00:00Z")) {
            List<Instant> times = times("0 */15 * * * *", Instant.parse(night), 20);

            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i)).isEqualTo(times.get(i - 1).plusSeconds(900));
            }
        }
    }

    private static List<Instant> times(String cron, Instant from, int count) {
        List<Instant> times = new ArrayList<>();
        Instant time = from;
        for (int i = 0; i < count; i++) {
            time = at(cron, BERLIN).next(time).orElseThrow();
            times.add(time);
        }
        return times;
    }

    private static Schedule at(String cron, ZoneId zone) {
        return new Schedule(cron, zone, Schedule.CatchUp.LATEST);
    }
}
