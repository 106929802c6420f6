package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.it.BillOfMaterials.Library;
import io.github.sqldatabricks.bridge.testing.GeneratedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Catches a library whose version moved without anybody looking for its vulnerabilities, a table of them in docs/security.md that is not
 * about what is packaged, and libraries that came back although nothing needs them.
 */
class DependenciesIT {

    private static final Path ADVISORIES = Path.of("docs/advisories.yaml");

    /** Carried along by Quarkus' extensions and excluded in pom.xml: a server for gRPC, a transaction manager, an assistant for Kotlin. */
    private static final Set<String> NOT_NEEDED = Set.of(
            "io.grpc:grpc-core",
            "io.grpc:grpc-netty",
            "io.quarkus:quarkus-agroal",
            "io.quarkus:quarkus-grpc-common",
            "io.quarkus:quarkus-narayana-jta",
            "io.quarkus:quarkus-websockets-next-kotlin",
            "io.vertx:vertx-grpc-server",
            "org.jboss.narayana.jta:narayana-jta");

    /**
     * What was found about a library.
     *
     * @param library group and artifact, or {@code group:*}
     * @param version the one that was looked at
     * @param lookedAt the day of the last look
     */
    private record Advisory(String library, String version, String lookedAt, String found, String done) {

        boolean isAbout(Library packaged) {
            return library.endsWith(":*")
                    ? packaged.name().startsWith(library.substring(0, library.length() - 1))
                    : packaged.name().equals(library);
        }
    }

    @Test
    void everyAdvisoryIsAboutThePackagedVersion() throws IOException {
        List<Library> packaged = BillOfMaterials.read();
        assertThat(advisories())
                .isNotEmpty()
                .allSatisfy(advisory -> assertThat(packaged.stream()
                                .filter(advisory::isAbout)
                                .map(Library::version)
                                .distinct())
                        .as(
                                "the packaged version of %s; look for its vulnerabilities, then change %s",
                                advisory, ADVISORIES)
                        .containsExactly(advisory.version()));
    }

    @Test
    void whatNothingNeedsIsNotPackaged() throws IOException {
        assertThat(BillOfMaterials.read()).extracting(Library::name).doesNotContainAnyElementsOf(NOT_NEEDED);
    }

    @Test
    void theDocumentListsThem() throws IOException {
        new GeneratedPart(Path.of("docs/security.md")).assertHolds(text(), DependenciesIT.class);
    }

    private static String text() throws IOException {
        List<Advisory> advisories = advisories();
        String rows = advisories.stream()
                .map(advisory -> "| `%s` %s | %s | %s | %s |\n"
                        .formatted(
                                advisory.library(),
                                advisory.version(),
                                advisory.lookedAt(),
                                advisory.found(),
                                advisory.done()))
                .collect(Collectors.joining());
        return "\n| Library | Looked at | Found | Done |\n|---|---|---|---|\n" + rows + "\nNot looked at: "
                + String.join(", ", groupsWithout(advisories)) + ".\n\n";
    }

    /** Groups, because most libraries of the platform come by the dozen. */
    private static Set<String> groupsWithout(List<Advisory> advisories) throws IOException {
        return BillOfMaterials.read().stream()
                .filter(library -> advisories.stream().noneMatch(advisory -> advisory.isAbout(library)))
                .map(library -> library.name().substring(0, library.name().indexOf(':')))
                .filter(group -> !group.equals("io.github.sqldatabricks") && !group.equals("null"))
                .map(group -> "`" + group + "`")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Advisory> advisories() throws IOException {
        List<Advisory> advisories = new ArrayList<>();
        Object entries = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ADVISORIES));
        for (Object entry : (List<?>) entries) {
            Map<?, ?> fields = (Map<?, ?>) entry;
            advisories.add(new Advisory(
                    (String) fields.get("library"),
                    String.valueOf(fields.get("version")),
                    (String) fields.get("looked-at"),
                    (String) fields.get("found"),
                    (String) fields.get("done")));
        }
        return advisories;
    }
}
