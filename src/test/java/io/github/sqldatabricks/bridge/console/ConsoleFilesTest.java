package io.github.sqldatabricks.bridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console's own files. Catches a value that a template does not escape, an inline script or style, and files that grow too large. */
class ConsoleFilesTest {

    private static final Path TEMPLATES = Path.of("src/main/resources/templates");
    private static final Path ASSETS = Path.of("src/main/resources/console-assets");

    @Test
    void templatesEscapeEverythingAndHaveNothingInline() throws IOException {
        for (Path template : templates()) {
            String text = Files.readString(template);
            assertThat(text)
                    .as(template.toString())
                    .doesNotContainPattern("\\braw\\b")
                    .doesNotContainPattern("\\bsafe\\b")
                    .doesNotContainPattern("(?i)\\sstyle=")
                    .doesNotContainPattern("(?i)\\s(onclick|onload|onerror|onsubmit|onchange|oninput|onfocus)=")
                    .doesNotContain("javascript:")
                    .doesNotContainPattern("<script(?! type=\"module\" src=)")
                    .doesNotContainPattern("https?://");
        }
    }

    @Test
    void formsThatChangeSomethingArePosted() throws IOException {
        for (Path template : templates()) {
            assertThat(Files.readString(template))
                    .as(template.toString())
                    .doesNotContainPattern("<form(?![^>]*method=)");
        }
    }

    @Test
    void theScriptMakesHtmlInOnePlaceOnly() throws IOException {
        String script = Files.readString(ASSETS.resolve("console.js"));
        assertThat(script.split("innerHTML", -1)).hasSize(2);
        assertThat(script).doesNotContain("eval(", "insertAdjacentHTML", "document.write", "http:", "https:");
    }

    @ParameterizedTest
    @CsvSource({"console.js, 6144", "console.css, 6144", "icon.svg, 1024"})
    void filesStayWithinTheirBudget(String name, int most) throws IOException {
        assertThat(Gzip.of(Files.readAllBytes(ASSETS.resolve(name)))).hasSizeLessThanOrEqualTo(most);
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".html")).toList();
            assertThat(all).hasSizeGreaterThan(5);
            return all;
        }
    }
}
