package io.github.sqldatabricks.bridge.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scrape of the service has.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
 */
final class ExposedMetrics {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) \\w+$");

    private final String text;
    private final List<Sample> samples;

    /** One series. */
    record Sample(String name, Map<String, String> labels) {}

    ExposedMetrics(String text) {
        this.text = text;
        this.samples = SAMPLE.matcher(text)
                .results()
                .map(line -> new Sample(line.group(1), labels(line.group(2))))
                .toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    /** The families whose names begin so, without the maxima that Micrometer adds to timers. */
    Set<String> families(String prefix) {
        Set<String> all = TYPE.matcher(text)
                .results()
                .map(line -> line.group(1))
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
        all.removeIf(name -> name.endsWith("_seconds_max"));
        return all;
    }

    List<Sample> series(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }
}
