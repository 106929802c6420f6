package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan.ResolvedSetting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What holds for one stream, noting each value that is used and where it came from. Not thread-safe. */
final class Settled {

    /** Where a value came from that nobody gave. */
    static final String BUILT_IN = "built-in";

    private final List<StreamOptions> layers;
    private final Map<String, ResolvedSetting> notes = new HashMap<>();

    /** @param layers from the strongest to the weakest */
    Settled(List<StreamOptions> layers) {
        this.layers = layers;
    }

    /** Whether the strongest place that says so takes the stream out. */
    static boolean isDisabled(List<StreamOptions> layers) {
        return new Settled(layers).find(Setting.DISABLED).filter(Given::value).isPresent();
    }

    /** What the strongest place says. */
    <T> Optional<Given<T>> find(Setting<T> setting) {
        Optional<Given<T>> found =
                layers.stream().flatMap(layer -> layer.find(setting).stream()).findFirst();
        found.ifPresent(given -> note(setting, given.text(), given.origin()));
        return found;
    }

    /** Whether any place says it; notes nothing. */
    boolean has(Setting<?> setting) {
        return layers.stream().anyMatch(layer -> layer.find(setting).isPresent());
    }

    /** The value, or else another one that is noted as built in. */
    <T> T or(Setting<T> setting, T otherwise, String text) {
        return find(setting).map(Given::value).orElseGet(() -> {
            note(setting, text, BUILT_IN);
            return otherwise;
        });
    }

    /** Notes what is used, and where it came from. */
    void note(Setting<?> setting, String text, String origin) {
        notes.put(setting.key(), new ResolvedSetting(setting.key(), text, origin));
    }

    /** What was used, in the order of the settings. */
    List<ResolvedSetting> notes() {
        List<ResolvedSetting> ordered = new ArrayList<>();
        Setting.keys().forEach(key -> Optional.ofNullable(notes.get(key)).ifPresent(ordered::add));
        return ordered;
    }
}
