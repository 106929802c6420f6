package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML 1.2 file as the nodes that are written in it, not as values that a library has made of them. No message repeats the file's text,
 * because it may hold secrets.
 */
public final class YamlDocument {

    /** How deep values may be nested. */
    static final int MAX_DEPTH = 50;

    private final String file;
    private final ErrorCode error;

    private YamlDocument(String file, ErrorCode error) {
        this.file = file;
        this.error = error;
    }

    /**
     * Reads the text of a file.
     *
     * @param file its name, for messages
     * @param error what a file is that is no YAML
     * @return empty when there is nothing in it
     * @throws BridgeException.InvalidRequest naming file and line, for what is no YAML or is nested too deeply
     */
    public static Optional<Node> compose(String file, String text, ErrorCode error) {
        return new YamlDocument(file, error).compose(text);
    }

    /** Where a node stands, for people. */
    public static String origin(String file, Node node) {
        return node.getStartMark()
                .map(mark -> file + " line " + (mark.getLine() + 1))
                .orElse(file);
    }

    private Optional<Node> compose(String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setAllowNonScalarKeys(true) // the readers refuse them, with their line
                    .build();
            requireShallow(settings, text);
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1))
                    .orElse("");
            throw invalid(file + line + " is not valid YAML: " + e.getProblem() + ".");
        } catch (YamlEngineException e) {
            throw invalid(file + " is not valid YAML, or repeats itself too often through anchors.");
        }
    }

    /** Before nodes are made of the text, which takes a part of the stack for each level. */
    private void requireShallow(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                String line = event.getStartMark()
                        .map(mark -> " line " + (mark.getLine() + 1))
                        .orElse("");
                throw invalid("Expected values nested at most " + MAX_DEPTH + " deep in " + file + line + ".");
            }
        }
    }

    private BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(error, message);
    }
}
