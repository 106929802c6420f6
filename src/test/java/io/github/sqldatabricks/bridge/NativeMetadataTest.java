package io.github.sqldatabricks.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.extensibility.ConfigurationExtension;
import org.flywaydb.core.extensibility.Plugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the native build is told to keep for reflection. Catches a new version of a library that renamed or added what is reached
 * by name only: the native executable would fail at run time, and nobody builds it for each change.
 */
class NativeMetadataTest {

    private static final Path FOLDER = Path.of("src/main/resources/META-INF/native-image");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> entries = entries();

    @Test
    void eachTypeIsThere() {
        assertThat(entries).isNotEmpty();
        Set<String> missing = new TreeSet<>();
        for (JsonNode entry : entries) {
            names(entry.path("type")).filter(name -> !isThere(name)).forEach(missing::add);
        }
        assertThat(missing).as("Types that no library has any more").isEmpty();
    }

    @Test
    void eachFieldIsThere() throws ReflectiveOperationException {
        for (JsonNode entry : entries) {
            for (JsonNode field : entry.path("fields")) {
                assertThat(load(entry.path("type").asText())
                                .getDeclaredField(field.path("name").asText()))
                        .isNotNull();
            }
        }
    }

    @Test
    void eachConstructorIsThere() throws ReflectiveOperationException {
        for (JsonNode entry : entries) {
            if (entry.path("methods").findValuesAsText("name").contains("<init>")) {
                assertThat(load(entry.path("type").asText()).getDeclaredConstructor())
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com/databricks/jdbc/model/client/sqlexec/CreateSessionRequest.class",
                "com/databricks/jdbc/model/core/ResultData.class",
                "com/databricks/sdk/core/error/details/ErrorDetails.class",
            })
    void everyModelBesideThisOneIsListed(String example) throws IOException {
        assertThat(listed()).containsAll(besides(example));
    }

    @Test
    void everyPluginOfFlywayIsListed() {
        List<String> plugins = ServiceLoader.load(Plugin.class).stream()
                .map(provider -> provider.type().getName())
                .toList();
        assertThat(plugins).isNotEmpty();
        assertThat(listed()).containsAll(plugins);
    }

    /** Jackson reads what their interfaces say of their getters. */
    @Test
    void theInterfacesOfFlywaysConfigurationsAreListed() {
        assertThat(listed()).contains(ConfigurationExtension.class.getName(), Plugin.class.getName());
    }

    /** What is drawn when a class is initialised would be the same in every process, since Quarkus initialises it in the build. */
    @Test
    void whatIsDrawnWhenAClassIsInitialisedIsDrawnByEachProcess() throws IOException {
        Set<String> drawing = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.sqldatabricks.bridge")
                        .stream()
                        .filter(NativeMetadataTest::drawsWhenInitialised)
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
        Path properties = Path.of(
                "src/main/resources/META-INF/native-image/io.github.sqldatabricks/sql-databricks-bridge/bridge/native-image.properties");
        String listed = Files.readString(properties);
        assertThat(drawing)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(listed).contains("--initialize-at-run-time=" + name + " "));
    }

    private static boolean drawsWhenInitialised(JavaClass type) {
        return type.getStaticInitializer().stream()
                .flatMap(initializer -> initializer.getAccessesFromSelf().stream())
                .anyMatch(access -> access.getName().equals("randomUUID")
                        || access.getTargetOwner().isAssignableTo(Random.class));
    }

    /** {@code EnvironmentVariables} reads the names of all settings from them. */
    @Test
    void everyInterfaceOfSettingsIsListed() {
        List<String> settings = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.sqldatabricks.bridge")
                        .stream()
                        .filter(JavaClass::isInterface)
                        .filter(type -> outermost(type).isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(settings).contains(SyncConfig.class.getName(), SyncConfig.Poller.class.getName());
        assertThat(listed()).containsAll(settings);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(NativeMetadataTest::outermost).orElse(type);
    }

    private List<String> listed() {
        return entries.stream().flatMap(entry -> names(entry.path("type"))).toList();
    }

    /** A type's name, or those of a proxy's interfaces. */
    private static Stream<String> names(JsonNode type) {
        return type.isTextual()
                ? Stream.of(type.asText())
                : Stream.iterate(0, index -> index < type.path("proxy").size(), index -> index + 1)
                        .map(index -> type.path("proxy").path(index).asText());
    }

    private static boolean isThere(String name) {
        try {
            return load(name) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Arrays are written as in Java, which {@link Class#forName} does not know. */
    private static Class<?> load(String name) throws ClassNotFoundException {
        String element = name.endsWith("[]") ? name.substring(0, name.length() - 2) : name;
        return Class.forName(element, false, NativeMetadataTest.class.getClassLoader());
    }

    /** All classes of the example's package in its JAR, without anonymous ones. */
    private static List<String> besides(String example) throws IOException {
        URL found = NativeMetadataTest.class.getClassLoader().getResource(example);
        String folder = example.substring(0, example.lastIndexOf('/') + 1);
        return Collections.list(
                        ((JarURLConnection) found.openConnection()).getJarFile().entries())
                .stream()
                .map(JarEntry::getName)
                .filter(name -> name.matches(folder + "[^/]+\\.class") && !name.matches(".*\\$\\d+\\.class"))
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .toList();
    }

    private static List<JsonNode> entries() {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            files.filter(file -> file.endsWith("reachability-metadata.json"))
                    .forEach(file -> read(file).path("reflection").forEach(all::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static JsonNode read(Path file) {
        try (InputStream json = Files.newInputStream(file)) {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
