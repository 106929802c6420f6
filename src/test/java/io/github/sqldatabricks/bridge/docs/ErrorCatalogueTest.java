package io.github.sqldatabricks.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.GeneratedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Makes the tables of docs/errors.md from {@link ErrorCode}. Catches a code that nothing uses any more, a code that is written as
 * text beside the enum, and one whose documented status is another than that of the exception that carries it.
 */
class ErrorCatalogueTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path DOCUMENT = Path.of("docs/errors.md");
    private static final Pattern USED = Pattern.compile("\\bErrorCode\\.([A-Z_0-9]+)");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)+)\"");
    private static final Pattern THROWN =
            Pattern.compile("new BridgeException\\.(\\w+)\\(\\s*ErrorCode\\.([A-Z_0-9]+)");

    /** The kinds that an exception's class must agree with; codes of the others are errors of work, not of answers. */
    private static final Map<String, Set<ErrorCode.Kind>> OF_EXCEPTION = Map.of(
            "NotAuthenticated", Set.of(ErrorCode.Kind.NOT_AUTHENTICATED),
            "NotAllowed", Set.of(ErrorCode.Kind.NOT_ALLOWED),
            "TooManyAttempts", Set.of(ErrorCode.Kind.TOO_MANY),
            "KeyReused", Set.of(ErrorCode.Kind.UNPROCESSABLE),
            "Busy", Set.of(ErrorCode.Kind.UNAVAILABLE));

    @ParameterizedTest
    @EnumSource
    void aTableHasTheCodesOfEachKind(ErrorCode.Kind kind) throws IOException {
        String rows = Arrays.stream(ErrorCode.values())
                .filter(code -> code.kind() == kind)
                .map(code -> "| `" + code + "` | " + code.meaning() + " | " + code.advice() + " |\n")
                .collect(Collectors.joining());
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        new GeneratedPart(DOCUMENT, name)
                .assertHolds("| Code | What it means | What to do |\n|---|---|---|\n" + rows, ErrorCatalogueTest.class);
    }

    @Test
    void everyCodeIsUsed() {
        Set<String> unused =
                Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        sources().forEach(text -> USED.matcher(text).results().forEach(use -> unused.remove(use.group(1))));
        assertThat(unused).isEmpty();
    }

    @Test
    void noCodeIsWrittenAsText() {
        Set<String> written = new TreeSet<>();
        sources()
                .forEach(text -> LITERAL.matcher(text)
                        .results()
                        .map(literal -> literal.group(1))
                        .filter(literal -> ErrorCode.of(literal).isPresent())
                        .forEach(written::add));
        assertThat(written).as("besides the OpenAPI document's example").containsExactly("queue-full");
    }

    @Test
    void theDocumentedStatusIsThatOfTheException() {
        Map<String, String> wrong = new TreeMap<>();
        for (String text : sources()) {
            Matcher thrown = THROWN.matcher(text);
            while (thrown.find()) {
                ErrorCode code = ErrorCode.valueOf(thrown.group(2));
                Set<ErrorCode.Kind> expected = OF_EXCEPTION.get(thrown.group(1));
                if (expected != null && !expected.contains(code.kind())) {
                    wrong.put(code.text(), thrown.group(1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("ErrorCode.java"))
                    .map(ErrorCatalogueTest::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
