package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The build that images have, made by the line of {@code Dockerfile.jvm} from what {@code .dockerignore} lets in. Catches a class of the sandbox
 * that the service needs after all, a library that stays in, and sources that an image lacks.
 */
@Tag("nightly")
@DisabledIfSystemProperty(named = "bridge.executable", matches = ".+", disabledReason = "It makes a build of its own.")
class ProductionBuildIT {

    private static final String BUILD = "RUN ./mvnw ";
    private static final String OPTIONS = "ARG BUILD_OPTIONS=";

    @TempDir
    private static Path sources;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() throws Exception {
        Path repository = Path.of("").toAbsolutePath();
        for (String admitted : List.of(".mvn", "mvnw", "pom.xml", "src")) {
            copy(repository, repository.resolve(admitted));
        }
        List<String> lines = Files.readAllLines(repository.resolve("Dockerfile.jvm"));
        Path log = ProcessOutput.file("production-build");
        Process build = new ProcessBuilder(
                        "sh", "-c", "./mvnw " + after(BUILD, lines).replace("${BUILD_OPTIONS}", after(OPTIONS, lines)))
                .directory(sources.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(build.waitFor()).as(Files.readString(log)).isZero();
    }

    private static void copy(Path repository, Path from) throws IOException {
        Path tests = repository.resolve("src/test");
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> !file.startsWith(tests)).forEach(file -> {
                try {
                    Files.copy(file, sources.resolve(repository.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static String after(String begin, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static Path application() {
        return sources.resolve("target/quarkus-app/quarkus-run.jar");
    }

    @Test
    void neitherSandboxNorItsLibrariesAreInIt() throws IOException {
        try (Stream<Path> libraries = Files.list(application().resolveSibling("lib/main"))) {
            assertThat(libraries.map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .noneMatch(name -> name.matches(
                            "(org\\.duckdb|io\\.trino|org\\.apache\\.arrow|com\\.google\\.flatbuffers).*"));
        }
        try (Stream<Path> classes = Files.walk(sources.resolve("target/classes"))) {
            assertThat(classes.map(Path::toString))
                    .anyMatch(name -> name.contains("/bridge/wiring/"))
                    .noneMatch(name ->
                            name.matches(".*/bridge/sandbox/(?!SandboxConfig)[^/]*\\.class|.*/bridge/sandbox/.+/.*"));
        }
    }

    @Test
    void askedForTheSandboxItSaysThatItHasNone() {
        try (BridgeProcess process = BridgeProcess.serve(application(), folder, Map.of(), "--sandbox")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors())
                    .contains("has no sandbox", "docs/operations.md")
                    .doesNotContain("\tat ");
        }
    }

    /** As the image's build starts it. */
    @Test
    void itStartsOnce() {
        try (BridgeProcess process = BridgeProcess.start(application(), folder, Map.of(), "serve", "--once")) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
    }

    @Test
    void itServes() {
        try (BridgeProcess process =
                BridgeProcess.serve(application(), folder, Map.of("BRIDGE_ACCESS_ENABLED", "false"))) {
            String uri = process.uri();
            await().untilAsserted(() -> given().get(uri + "/health/live").then().statusCode(200));
            given().get(uri + "/jobs").then().statusCode(200);
            given().accept("text/html").get(uri + "/console/").then().statusCode(200);
            assertThat(process.errors()).doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
        }
    }
}
