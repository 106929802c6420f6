package io.github.sqldatabricks.bridge.replication.config;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When a replication runs by itself.
 *
 * @param cron five fields from the minute on, as in a crontab, or six from the second on, as in Spring
 * @param zone in which its hours count
 * @param catchUp what becomes of times at which nobody could run it
 */
public record Schedule(String cron, ZoneId zone, CatchUp catchUp) {

    private static final CronDefinition FROM_MINUTE = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final CronDefinition FROM_SECOND = CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53);
    private static final int FIELDS_FROM_MINUTE = 5;

    /** What becomes of times at which nobody could run it. A run brings everything that has changed, so none needs to run twice. */
    public enum CatchUp {
        /** It runs once as soon as it can, however many times were missed. */
        LATEST,
        /** It waits for the next time. */
        NONE
    }

    static Schedule read(YamlValue value) {
        YamlMapping mapping = value.mapping().with(List.of("cron", "zone", "catch_up"), Set.of("after"));
        Schedule schedule = new Schedule(
                mapping.get("cron").text(),
                CursorValues.namedZone(mapping.get("zone")),
                mapping.find("catch_up")
                        .map(word -> word.oneOf(Map.of("latest", CatchUp.LATEST, "none", CatchUp.NONE), Set.of("all")))
                        .orElse(CatchUp.LATEST));
        try {
            schedule.parsed();
        } catch (IllegalArgumentException e) {
            throw mapping.get("cron")
                    .refused("a cron expression of five fields from the minute on or six from the second on ("
                            + e.getMessage() + ")");
        }
        return schedule;
    }

    /**
     * The first time after this one; empty when there is none any more. What falls into an hour that clocks leave out is due at its end;
     * the library would leave it out too, and a daily schedule would lose a day.
     */
    public Optional<Instant> next(Instant time) {
        Optional<Instant> regular =
                execution().nextExecution(ZonedDateTime.ofInstant(time, zone)).map(ZonedDateTime::toInstant);
        return Optional.ofNullable(zone.getRules().nextTransition(time))
                .filter(change -> regular.isEmpty() || change.getInstant().isBefore(regular.get()))
                .filter(this::leavesOneOut)
                .map(ZoneOffsetTransition::getInstant)
                .or(() -> regular);
    }

    /** The last time before this one, in the same way; empty when there was none. */
    public Optional<Instant> last(Instant time) {
        Optional<Instant> regular = regularBefore(time);
        return Optional.ofNullable(zone.getRules().previousTransition(time))
                .filter(change -> regular.isEmpty() || change.getInstant().isAfter(regular.get()))
                .filter(this::leavesOneOut)
                .map(ZoneOffsetTransition::getInstant)
                .or(() -> regular);
    }

    /** An hour that is named comes once, in a night that shows it twice too; what comes each hour comes in both. */
    private Optional<Instant> regularBefore(Instant time) {
        Optional<ZonedDateTime> before = execution().lastExecution(ZonedDateTime.ofInstant(time, zone));
        while (before.filter(this::isShownAgain).isPresent()) {
            before = execution().lastExecution(before.get());
        }
        return before.map(ZonedDateTime::toInstant);
    }

    private boolean isShownAgain(ZonedDateTime time) {
        String[] fields = cron.strip().split("\\s+");
        String hour = fields[fields.length == FIELDS_FROM_MINUTE ? 1 : 2];
        boolean isEachHour = hour.startsWith("*");
        return !isEachHour && time.withEarlierOffsetAtOverlap().isBefore(time);
    }

    /** Whether a time of the schedule is among those that no clock shows. */
    private boolean leavesOneOut(ZoneOffsetTransition change) {
        ZonedDateTime before = change.getDateTimeBefore().minusSeconds(1).atZone(ZoneOffset.UTC);
        return change.isGap()
                && execution()
                        .nextExecution(before)
                        .filter(shown -> shown.toLocalDateTime().isBefore(change.getDateTimeAfter()))
                        .isPresent();
    }

    private ExecutionTime execution() {
        return ExecutionTime.forCron(parsed());
    }

    private Cron parsed() {
        int fields = cron.strip().split("\\s+").length;
        CronParser parser = new CronParser(fields == FIELDS_FROM_MINUTE ? FROM_MINUTE : FROM_SECOND);
        return parser.parse(cron.strip()).validate();
    }
}
