package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The text that each template and parameter file had when it was last good, so that a change that breaks one harms nobody. A
 * file that was never good since the start fails the requests that need it. Thread-safe.
 */
public final class LastGood {

    private final Map<Path, String> texts = new ConcurrentHashMap<>();
    private final Map<Path, String> broken = new ConcurrentHashMap<>();

    /**
     * Parses a file as it is now or, when that fails, as it was when it was last good.
     *
     * @throws BridgeException.InvalidRequest when it is broken and was never good
     */
    public <T> T parse(ConfinedFolder folder, Path file, Function<String, T> parser) {
        try {
            String text = folder.read(file);
            T parsed = parser.apply(text);
            texts.put(file, text);
            broken.remove(file);
            return parsed;
        } catch (BridgeException.InvalidRequest e) {
            String last = texts.get(file);
            broken.put(file, e.getMessage());
            if (last == null) {
                throw e;
            }
            return parser.apply(last);
        }
    }

    /** Forgets the files that are gone. */
    public void retain(Collection<Path> present) {
        texts.keySet().retainAll(present);
        broken.keySet().retainAll(present);
    }

    /** What is wrong with which file. */
    public SortedMap<Path, String> broken() {
        return new TreeMap<>(broken);
    }
}
