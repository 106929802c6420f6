package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Cursor values some time before others. */
final class LookbackWindow {

    /** As the warehouse writes a time without a zone. */
    static final DateTimeFormatter WALL_CLOCK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);

    private LookbackWindow() {}

    /**
     * The value a window before another; never before year 1, where the types of Databricks begin.
     *
     * @param type a temporal one
     * @param text as {@link Literal#text()}
     * @param window not negative; with none, the value as {@link Literal} spells it; for dates, a part of a day counts as one
     */
    static String before(PositionType type, String text, Duration window) {
        return switch (type) {
            case DATE -> {
                long days = window.plusDays(1).minusNanos(1).toDays();
                LocalDate day = LocalDate.parse(text).minusDays(days);
                yield (day.isBefore(FIRST.toLocalDate()) ? FIRST.toLocalDate() : day).toString();
            }
            case TIMESTAMP -> {
                OffsetDateTime instant = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
                yield before(instant.toLocalDateTime(), window) + "Z";
            }
            case TIMESTAMP_NTZ -> before(LocalDateTime.parse(text), window);
            case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
        };
    }

    private static String before(LocalDateTime moment, Duration window) {
        LocalDateTime earlier = moment.minus(window);
        return (earlier.isBefore(FIRST) ? FIRST : earlier).format(WALL_CLOCK);
    }
}
