package io.github.sqldatabricks.bridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds manifests that a cluster would refuse, that ask for files or settings which do not exist, or that kill work. */
class KubernetesManifestsTest {

    /** What docs/operations.md ("Shutting down") adds to preStop and drain-timeout. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(35);

    private static final Path PRODUCTION = Manifest.ROOT.resolve("overlays/production");

    static List<Manifest> manifests() throws IOException {
        List<Manifest> manifests = Manifest.below(Manifest.ROOT.resolve("base"));
        manifests.addAll(Manifest.below(Manifest.ROOT.resolve("components")));
        manifests.addAll(Manifest.below(Manifest.ROOT.resolve("monitoring")));
        return manifests.stream()
                .filter(manifest -> !manifest.apiVersion().startsWith("kustomize"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyObjectFitsItsSchema(Manifest manifest) {
        KubernetesSchema.validate(manifest);
    }

    @Test
    void theSchemaCheckCanFail() throws IOException {
        String deployment = Files.readString(Manifest.ROOT.resolve("base/deployment.yaml"));
        for (String wrong : List.of(
                deployment.replace("readinessProbe:", "readynessProbe:"),
                deployment.replace("containerPort: 8000", "containerPort: [8000]"),
                deployment.replace("        - name: bridge\n          image", "        - image"))) {
            assertThat(wrong).isNotEqualTo(deployment);
            assertThatThrownBy(() -> KubernetesSchema.validate(
                            Manifest.parse("wrong", wrong).get(0)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "production"})
    void everyOverlayRendersAndFitsItsSchema(String overlay) throws Exception {
        List<Manifest> rendered = rendered(overlay);

        rendered.forEach(KubernetesSchema::validate);
        assertThat(rendered).extracting(Manifest::kind).contains("Deployment", "Service", "NetworkPolicy");
    }

    @Test
    void onlyTheScalerSaysHowManyReplicasThereAre() throws Exception {
        Manifest deployment = one(rendered("production"), "Deployment");

        assertThat(deployment.at("/spec/replicas").isMissingNode()).isTrue();
    }

    @Test
    void everyFileThatAKustomizationNamesIsThereAndNoneIsForgotten() throws IOException {
        try (Stream<Path> files = Files.walk(Manifest.ROOT)) {
            for (Path file :
                    files.filter(path -> path.endsWith("kustomization.yaml")).toList()) {
                Path folder = file.getParent();
                Set<String> named = named(
                        Manifest.parse(file.toString(), Files.readString(file)).get(0));
                assertThat(named)
                        .allSatisfy(name -> assertThat(folder.resolve(name)).exists());
                assertThat(yamlFiles(folder)).isSubsetOf(named);
            }
        }
    }

    @Test
    void aPodThatEndsMayTakeAsLongAsItsWork() throws IOException {
        Manifest base = one(Manifest.below(Manifest.ROOT.resolve("base")), "Deployment");
        Manifest production =
                one(Manifest.parse("drain", Files.readString(PRODUCTION.resolve("drain.yaml"))), "Deployment");
        Duration preStop =
                Duration.ofSeconds(base.at("/spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds")
                        .asInt());
        Duration drain = Environment.duration(PRODUCTION, "BRIDGE_JOBS_DRAIN_TIMEOUT");

        assertThat(preStop).isPositive();
        assertThat(grace(base))
                .isGreaterThanOrEqualTo(preStop.plus(Duration.ofSeconds(30)).plus(CLEAN_UP));
        assertThat(grace(production)).isGreaterThanOrEqualTo(preStop.plus(drain).plus(CLEAN_UP));
        assertThat(drain).isGreaterThan(Environment.duration(PRODUCTION, "BRIDGE_SQLSERVER_STATEMENT_TIMEOUT"));
    }

    @Test
    void everySettingIsOne() throws IOException {
        Set<String> known = Environment.documented();

        assertThat(Environment.of(PRODUCTION).keySet()).isNotEmpty().isSubsetOf(known);
        Manifest base = one(Manifest.below(Manifest.ROOT.resolve("base")), "Deployment");
        assertThat(base.at("/spec/template/spec/containers/0/env").findValuesAsText("name"))
                .isSubsetOf(known);
    }

    private static Duration grace(Manifest deployment) {
        return Duration.ofSeconds(deployment
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt());
    }

    private static Manifest one(List<Manifest> manifests, String kind) {
        List<Manifest> found = manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Set<String> named(Manifest kustomization) {
        Set<String> named = new TreeSet<>();
        for (String list : List.of("resources", "components")) {
            kustomization.at("/" + list).forEach(entry -> named.add(entry.asText()));
        }
        kustomization.at("/patches").forEach(patch -> {
            if (patch.has("path")) {
                named.add(patch.path("path").asText());
            }
        });
        for (JsonNode generator : kustomization.at("/configMapGenerator")) {
            Stream.of("files", "envs")
                    .flatMap(key -> StreamSupport.stream(generator.path(key).spliterator(), false))
                    .forEach(entry -> named.add(entry.asText().replaceFirst("^[^=]*=", "")));
        }
        return named;
    }

    private static Set<String> yamlFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .collect(Collectors.toSet());
        }
    }

    /** With kubectl alone, no cluster; skipped where it is not installed. */
    private static List<Manifest> rendered(String overlay) throws Exception {
        Path output = Files.createTempFile("rendered", ".yaml");
        try {
            assumeThat(kubectl("version", "--client", output))
                    .as("kubectl is installed")
                    .isTrue();
            assertThat(kubectl(
                            "kustomize",
                            Manifest.ROOT.resolve("overlays").resolve(overlay).toString(),
                            output))
                    .as(() -> text(output))
                    .isTrue();
            return Manifest.parse(overlay, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private static boolean kubectl(String command, String argument, Path output) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("kubectl", command, argument)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
