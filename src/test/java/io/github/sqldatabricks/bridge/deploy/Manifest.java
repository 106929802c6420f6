package io.github.sqldatabricks.bridge.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One object for Kubernetes.
 *
 * @param origin the file, or what was rendered
 * @param content the whole object
 */
record Manifest(String origin, JsonNode content) {

    static final Path ROOT = Path.of("k8s");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All objects below the folder. */
    static List<Manifest> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Manifest> manifests = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                manifests.addAll(parse(file.toString(), Files.readString(file)));
            }
            return manifests;
        }
    }

    /** The objects of a text that may hold several. */
    static List<Manifest> parse(String origin, String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        new Load(LoadSettings.builder().setLabel(origin).build())
                .loadAllFromString(yaml)
                .forEach(document -> manifests.add(new Manifest(origin, JSON.valueToTree(document))));
        return manifests;
    }

    String kind() {
        return content.path("kind").asText();
    }

    String apiVersion() {
        return content.path("apiVersion").asText();
    }

    /** The value at a JSON pointer (RFC 6901). */
    JsonNode at(String pointer) {
        return content.at(pointer);
    }

    @Override
    public String toString() {
        return origin + " " + kind();
    }
}
