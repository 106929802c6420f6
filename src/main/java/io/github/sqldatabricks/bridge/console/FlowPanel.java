package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.service.FlowView;
import io.github.sqldatabricks.bridge.console.plot.FlowPlot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much has moved over a window, both ways, as the overview shows it.
 *
 * @param window one of {@link #WINDOWS}
 * @param out out of SQL Server
 * @param back into SQL Server
 */
public record FlowPanel(String window, FlowPlot out, FlowPlot back) {

    /** What can be chosen; the first one is shown when nobody has. */
    public static final List<String> WINDOWS = List.of("1h", "24h", "7d");

    /** The window of that name; the first one when there is none, or none was asked for. */
    static String window(String asked) {
        return WINDOWS.stream().filter(one -> one.equals(asked)).findFirst().orElse(WINDOWS.get(0));
    }

    static FlowPanel of(FlowView flow) {
        return new FlowPanel(flow.window(), plot(flow, "extraction"), plot(flow, "sync"));
    }

    private static FlowPlot plot(FlowView flow, String direction) {
        Map<Integer, FlowPlot.Step> steps = new HashMap<>();
        flow.points().stream()
                .filter(point -> point.direction().equals(direction))
                .forEach(point -> steps.put(
                        Math.toIntExact(
                                Duration.between(flow.since(), point.at()).toSeconds() / flow.stepSeconds()),
                        new FlowPlot.Step(point.rows(), point.failed())));
        int seconds = Math.toIntExact(flow.stepSeconds());
        return FlowPlot.of(steps, Math.toIntExact(flow.length().toSeconds() / seconds), seconds);
    }

    /** All windows, for a template. */
    public List<String> windows() {
        return WINDOWS;
    }

    /** Whether it is this window. */
    public boolean isOf(String other) {
        return window.equals(other);
    }
}
