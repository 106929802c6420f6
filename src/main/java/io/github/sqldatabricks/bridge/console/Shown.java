package io.github.sqldatabricks.bridge.console;

import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as pages show them; templates call these as {@code {fmt:count(n)}}. Nothing is rounded that is a count. */
@TemplateExtension(namespace = "fmt")
public final class Shown {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long KILO = 1024;
    private static final int SHORT_ID = 8;
    private static final int SECONDS = "yyyy-MM-ddTHH:mm:ss".length();
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    private Shown() {}

    /** A time in UTC, to the second; a page's script may show it as local time. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** A time of the audit trail, whatever it has become by editing, to the second. */
    public static String written(String time) {
        return time.substring(0, Math.min(time.length(), SECONDS)).replace('T', ' ');
    }

    /** A time for machines ({@code datetime}). */
    public static String iso(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A count, in groups of three digits. */
    public static String count(Number number) {
        return String.format(Locale.ROOT, "%,d", number.longValue()).replace(',', ' ');
    }

    /** A rate: whole from 10 on. */
    public static String rate(Number perSecond) {
        double value = perSecond.doubleValue();
        return value >= 10 || value == 0 ? count(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
    }

    /** A size: with one digit after the point from 1 KiB on. */
    public static String bytes(Number size) {
        double value = size.doubleValue();
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        while (value >= KILO && unit < units.length - 1) {
            value /= KILO;
            unit++;
        }
        return unit == 0 ? count(size) + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** A duration: its two largest units. */
    public static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < MINUTE) {
            return seconds < 10
                    ? String.format(Locale.ROOT, "%.1f s", Math.max(0, time.toMillis()) / 1000.0)
                    : seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min " + two(seconds % MINUTE) + " s";
        }
        return seconds < DAY
                ? seconds / HOUR + " h " + two(seconds % HOUR / MINUTE) + " min"
                : seconds / DAY + " d " + two(seconds % DAY / HOUR) + " h";
    }

    /** The same of seconds. */
    public static String seconds(Number seconds) {
        return duration(Duration.ofMillis(Math.round(seconds.doubleValue() * 1000)));
    }

    /** The beginning of an id; the whole stands in its title. */
    public static String shortId(String id) {
        return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
    }

    /** The shape of a state: each word has one, and several words may share it. */
    public static String shape(String state) {
        return switch (state) {
            case "pending", "retry", "new" -> "waiting";
            case "running", "processing", "started" -> "running";
            case "completed", "loaded", "success", "current", "UP" -> "done";
            case "failed", "failure", "broken", "DOWN" -> "failed";
            case "blocked", "denied", "late" -> "blocked";
            case "cancelled" -> "cancelled";
            default -> "skipped";
        };
    }

    /** Text of the documents without their marks. */
    public static String plain(String markdown) {
        return markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
    }

    private static String two(long number) {
        return String.format(Locale.ROOT, "%02d", number);
    }
}
