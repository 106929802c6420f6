package io.github.sqldatabricks.bridge.testing;

import java.util.List;
import java.util.TimeZone;

/** The JVM's time zone during a test. */
public final class TimeZones {

    /** Zones whose rules break code that passes through the JVM's zone: summer time, a skipped day, odd offsets. */
    public static final List<String> TRICKY =
            List.of("UTC", "Europe/Zurich", "America/La_Paz", "Pacific/Apia", "Asia/Kathmandu");

    private TimeZones() {}

    /** Runs the work with the JVM in the zone, and puts the zone back. */
    public static void in(String zone, Work work) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            work.run();
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** What runs in the zone. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
