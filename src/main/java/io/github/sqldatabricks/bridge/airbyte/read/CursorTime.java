package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.state.Position.PositionType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A value of a cursor of time. One of them limits a sync: it is the latest value that may move the cursor, because a row with a later
 * one, such as a mistyped 2099-01-01, would end its stream: all rows to come have smaller values.
 *
 * @param type a temporal one
 * @param text as {@link Literal#text()}
 */
record CursorTime(PositionType type, String text) {

    /** As the warehouse writes a time without a zone. */
    private static final DateTimeFormatter WALL_CLOCK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    /** The types of Databricks begin here. */
    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);

    /** The clocks of a warehouse's machines may differ, and what one let through must be no mistake for another. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    /** What writers' clocks may be ahead of the server's. */
    private static final Duration OF_INSTANTS = Duration.ofMinutes(5);
    /** A wall clock without a place may be of the place that is most ahead of UTC. */
    private static final Duration OF_WALL_CLOCKS = Duration.ofHours(14);

    /** The value some time after the server's, which limits a sync. */
    static CursorTime limit(PositionType type, Instant now, Duration tolerance) {
        return of(type, LocalDateTime.ofInstant(now.plus(tolerance), ZoneOffset.UTC));
    }

    private static CursorTime of(PositionType type, LocalDateTime moment) {
        return new CursorTime(
                type,
                switch (type) {
                    case DATE -> moment.toLocalDate().toString();
                    case TIMESTAMP -> moment.format(WALL_CLOCK) + "Z";
                    case TIMESTAMP_NTZ -> moment.format(WALL_CLOCK);
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

    /** Whether another value is later than this one. */
    boolean isBefore(String other) {
        return moment(other).isAfter(moment(text));
    }

    /** Whether another value is so much later that no difference of clocks explains it. */
    boolean isLongBefore(String other) {
        Duration apart = type == PositionType.DATE ? Duration.ofDays(1) : CLOCKS_APART;
        return moment(other).isAfter(moment(text).plus(apart));
    }

    /** The later one of this and another value. */
    CursorTime orLater(String other) {
        return isBefore(other) ? new CursorTime(type, other) : this;
    }

    /**
     * The value a window earlier; never before year 1.
     *
     * @param window not negative; with none, the value as {@link Literal} spells it; for dates, a part of a day counts as one
     */
    CursorTime minus(Duration window) {
        Duration whole = type == PositionType.DATE
                ? Duration.ofDays(window.plusDays(1).minusNanos(1).toDays())
                : window;
        LocalDateTime earlier = moment(text).minus(whole);
        return of(type, earlier.isBefore(FIRST) ? FIRST : earlier);
    }

    private LocalDateTime moment(String value) {
        return switch (type) {
            case DATE -> LocalDate.parse(value).atStartOfDay();
            case TIMESTAMP ->
                OffsetDateTime.parse(value)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime();
            case TIMESTAMP_NTZ -> LocalDateTime.parse(value);
            case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
        };
    }
}
