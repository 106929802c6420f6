package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Moment;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * The clock by which a column's times are written.
 *
 * @param zone empty for a column whose values have an offset of their own, which are compared in UTC
 */
record WallClock(Optional<CursorZone> zone) {

    /**
     * The time below which the clock never comes again: mostly what it shows at the instant, but in the hour before it is set back the time
     * to which it will be set. The rules of the server's own zone are not known.
     *
     * @param now when the server was asked, which says how far its clock is from UTC
     */
    LocalDateTime at(Instant instant, Moment now) {
        if (zone.isEmpty()) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return zone.get() instanceof CursorZone.Named named
                ? at(instant, named.zone())
                : LocalDateTime.ofInstant(instant, now.offset());
    }

    private static LocalDateTime at(Instant instant, ZoneId zone) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, zone);
        ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
        boolean setBack =
                next != null && next.isOverlap() && next.getDateTimeAfter().isBefore(time);
        return setBack ? next.getDateTimeAfter() : time;
    }
}
