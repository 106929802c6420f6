package io.github.sqldatabricks.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/errors.md complete: every literal in the main sources that looks like a code has to be listed there, or
 * here among what is no code. Catches codes that callers meet and can't look up, and codes that are listed but gone.
 */
class ErrorCatalogueTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/sqldatabricks/bridge");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)+)\"");
    private static final Pattern ONE_WORD = Pattern.compile("new BridgeException\\.\\w+\\(\\s*\"([a-z]+)\"");
    private static final Pattern LISTED = Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE);
    /** Names of threads, channels, topics, dependencies, HTTP headers and actions, commands, and login kinds. */
    private static final Set<String> NO_CODES = Set.of(
            "accepts-work",
            "api-version",
            "audit-trail",
            "bridge-audit-1",
            "bridge-dead-letters",
            "bridge-extraction",
            "bridge-sync",
            "client-id",
            "client-secret",
            "command-line",
            "complete-upload",
            "content-length",
            "databricks-connectivity",
            "date-time",
            "dead-letter-queue",
            "dead-letters-of-poison",
            "event-poller",
            "events-table",
            "exactly-once",
            "extraction-in",
            "extraction-out",
            "extraction-pool",
            "initiate-upload",
            "job-store",
            "list-countries",
            "list-queries",
            "no-referrer",
            "no-store",
            "oauth-m2m",
            "query-parser",
            "read-committed",
            "show-params",
            "sql-databricks-bridge",
            "sync-in",
            "sync-out",
            "sync-pool",
            "tenant-id",
            "token-file",
            "test-connection");

    /** Settings and options of the operator. */
    private static final Set<String> OPERATOR_SETTINGS = Set.of(
            "connect-timeout",
            "lock-timeout",
            "lower-bound",
            "max-changed-percent",
            "max-changed-rows",
            "max-connections",
            "max-delete-rows",
            "max-retries",
            "max-value-size",
            "num-partitions",
            "partition-column",
            "read-timeout",
            "retry-delay",
            "statement-timeout",
            "temporal-policy",
            "trust-certificate",
            "upper-bound");

    @Test
    void everyCodeIsListed() {
        Set<String> missing = inSources();
        missing.removeAll(listed());
        assertThat(missing).as("codes that docs/errors.md does not explain").isEmpty();
    }

    @Test
    void everyListedCodeIsUsed() {
        Set<String> gone = listed();
        gone.removeAll(inSources());
        assertThat(gone)
                .as("codes in docs/errors.md that the sources do not have")
                .isEmpty();
    }

    private static Set<String> inSources() {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(SOURCES.resolve("sandbox")))
                    .map(ErrorCatalogueTest::text)
                    .forEach(text -> {
                        collect(LITERAL.matcher(text), codes);
                        collect(ONE_WORD.matcher(text), codes);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        codes.removeAll(NO_CODES);
        codes.removeAll(OPERATOR_SETTINGS);
        codes.removeIf(Charset::isSupported);
        return codes;
    }

    private static Set<String> listed() {
        Set<String> codes = new TreeSet<>();
        collect(LISTED.matcher(text(Path.of("docs/errors.md"))), codes);
        return codes;
    }

    private static void collect(Matcher matcher, Set<String> codes) {
        while (matcher.find()) {
            codes.add(matcher.group(1));
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
