package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Catches a class of the operator's jar that refers to one which is not in it. The jar is cut out of the one module by names of packages
 * and classes, so nothing else would tell before a cluster does, and there only when the code is reached.
 */
class OperatorJarIT {

    private static final String BRIDGE = "io.github.sqldatabricks.bridge.";

    @Test
    void everyClassOfTheBridgeThatItNeedsIsInIt() throws IOException {
        List<String> missing = missing();
        assertThat(missing)
                .as("what jdeps misses, Spark's classes among it")
                .anyMatch(line -> line.contains("-> org.apache.spark"));
        assertThat(missing.stream().filter(line -> line.contains("-> " + BRIDGE)))
                .as(
                        "classes of the bridge that the jar needs: add them to the shade plugin's filter in pom.xml, or remove the reference")
                .isEmpty();
    }

    /** Lines of the form {@code class -> class not found}. */
    private static List<String> missing() throws IOException {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        jdeps.run(writer, writer, "--multi-release", "17", "--missing-deps", jar().toString());
        return output.toString().lines().toList();
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of("target"), "sql-databricks-bridge-operator-*.jar")) {
            return found.iterator().next();
        }
    }
}
