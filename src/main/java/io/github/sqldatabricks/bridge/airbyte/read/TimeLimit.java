package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The latest value that may move a cursor of time. A row with a later one, such as a mistyped 2099-01-01, would end its stream:
 * all rows to come have smaller values.
 *
 * @param type a temporal one
 * @param latest as {@link io.github.sqldatabricks.bridge.airbyte.source.Literal#text()}
 */
record TimeLimit(PositionType type, String latest) {

    /** The clocks of a warehouse's machines may differ, and what one let through must be no mistake for another. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    /** What writers' clocks may be ahead of the server's. */
    private static final Duration OF_INSTANTS = Duration.ofMinutes(5);
    /** A wall clock without a place may be of the place that is most ahead of UTC. */
    private static final Duration OF_WALL_CLOCKS = Duration.ofHours(14);

    /** A time after the server's. */
    static TimeLimit after(PositionType type, Instant now, Duration tolerance) {
        LocalDateTime moment = LocalDateTime.ofInstant(now.plus(tolerance), ZoneOffset.UTC);
        return new TimeLimit(
                type,
                switch (type) {
                    case DATE -> moment.toLocalDate().toString();
                    case TIMESTAMP -> moment.format(LookbackWindow.WALL_CLOCK) + "Z";
                    case TIMESTAMP_NTZ -> moment.format(LookbackWindow.WALL_CLOCK);
                    case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
                });
    }

    /**
     * The tolerance where the user says none. A date has none: one that is too late for the server is read again rather than that
     * one is lost.
     */
    static Duration usualTolerance(PositionType type) {
        return switch (type) {
            case TIMESTAMP -> OF_INSTANTS;
            case TIMESTAMP_NTZ -> OF_WALL_CLOCKS;
            case DATE, INTEGER, DECIMAL, STRING -> Duration.ZERO;
        };
    }

    /** Whether a value is later than this. */
    boolean isBefore(String text) {
        return moment(text).isAfter(moment(latest));
    }

    /** Whether a value is so much later that no difference of clocks explains it. */
    boolean isLongBefore(String text) {
        Duration apart = type == PositionType.DATE ? Duration.ofDays(1) : CLOCKS_APART;
        return moment(text).isAfter(moment(latest).plus(apart));
    }

    /** The later one of this and a value. */
    TimeLimit orLater(String text) {
        return isBefore(text) ? new TimeLimit(type, text) : this;
    }

    private LocalDateTime moment(String text) {
        return switch (type) {
            case DATE -> LocalDate.parse(text).atStartOfDay();
            case TIMESTAMP ->
                OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            case TIMESTAMP_NTZ -> LocalDateTime.parse(text);
            case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
        };
    }
}
