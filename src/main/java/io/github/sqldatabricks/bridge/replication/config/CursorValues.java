package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** How the zone and the look back of a cursor are written. */
final class CursorValues {

    private static final String NUMBER = "\\d+";

    private CursorValues() {}

    /** {@code utc}, {@code server}, or a zone's IANA name. */
    static CursorZone zone(YamlValue value) {
        if (value.isWord("server")) {
            return new CursorZone.Server();
        }
        return value.isWord("utc") ? new CursorZone.Named(ZoneOffset.UTC) : new CursorZone.Named(namedZone(value));
    }

    /** A zone's IANA name. */
    static ZoneId namedZone(YamlValue value) {
        try {
            return ZoneId.of(value.text());
        } catch (DateTimeException e) {
            throw value.refused("a time zone such as UTC or America/La_Paz");
        }
    }

    /** A length of time, or a count of steps of a column of numbers. */
    static Lookback lookback(YamlValue value) {
        return value.scalar().matches(NUMBER)
                ? new Lookback.Steps(value.whole(1, Long.MAX_VALUE))
                : new Lookback.Span(value.positiveSpan());
    }
}
