package io.github.sqldatabricks.bridge.it;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The libraries that the packaged application really holds, from the document that Quarkus writes beside it.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
final class BillOfMaterials {

    private static final String SCOPE = "quarkus:component:scope";

    private BillOfMaterials() {}

    /**
     * A library.
     *
     * @param name group and artifact, such as {@code com.h2database:h2}
     * @param licences as its project declares them; of several, whoever uses the library chooses one
     */
    record Library(String name, String version, List<String> licences) {}

    /** All that are there at run time, by name. */
    static List<Library> read() throws IOException {
        List<Map<String, Object>> components = JsonPath.from(file().toFile()).getList("components");
        List<Library> libraries = new ArrayList<>();
        for (Map<String, Object> component : components) {
            if (component.get("type").equals("library") && isAtRunTime(component)) {
                libraries.add(library(component));
            }
        }
        libraries.sort(Comparator.comparing(Library::name).thenComparing(Library::version));
        return libraries.stream().distinct().toList();
    }

    private static Path file() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), "*-cyclonedx.json")) {
            return found.iterator().next();
        }
    }

    private static boolean isAtRunTime(Map<String, Object> component) {
        return maps(component.get("properties")).stream()
                .anyMatch(property -> SCOPE.equals(property.get("name")) && "runtime".equals(property.get("value")));
    }

    private static Library library(Map<String, Object> component) {
        List<String> licences = maps(component.get("licenses")).stream()
                .map(choice -> licence(choice))
                .toList();
        return new Library(
                component.get("group") + ":" + component.get("name"),
                String.valueOf(component.get("version")),
                licences);
    }

    private static String licence(Map<String, Object> choice) {
        if (choice.get("license") instanceof Map<?, ?> licence) {
            return String.valueOf(licence.get("id") == null ? licence.get("name") : licence.get("id"));
        }
        return String.valueOf(choice.get("expression"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object list) {
        return list == null ? List.of() : (List<Map<String, Object>>) list;
    }
}
