package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Catches: a migration that the DBA's script leaves out, a placeholder that nobody fills, a user's name that breaks out. */
class SetupScriptTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @Test
    void theScriptHasEveryMigrationInItsOrder() throws IOException {
        assertThat(migrations("db/jobs")).isEqualTo(TableGroup.STORE.scripts());
        assertThat(migrations("db/sync/ledger")).isEqualTo(TableGroup.LEDGER.scripts());
    }

    @Test
    void nothingIsLeftToFillIn() {
        assertThat(new SetupScript().script("bridge"))
                .doesNotContain("${", "H2", "himself")
                .contains(
                        "CREATE TABLE bridge.job (",
                        "CREATE TABLE bridge.sync_event (",
                        "CREATE TABLE bridge.sync_ledger (")
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::bridge TO [bridge];");
    }

    /** A kind of statement that the script does not know would fail when it is run again. */
    @Test
    void everyStatementAsksFirstWhetherItIsNeeded() {
        List<String> statements = Stream.of(new SetupScript().script("bridge").split("(?m)^GO$"))
                .map(batch -> batch.lines()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining(" "))
                        .strip())
                .filter(statement -> !statement.isEmpty())
                .toList();
        assertThat(statements)
                .hasSizeGreaterThan(20)
                .allMatch(statement ->
                        statement.startsWith("IF ") || statement.startsWith("GRANT ") || statement.startsWith("DENY "));
        assertThat(statements)
                .anyMatch(statement -> statement.startsWith(
                        "IF COL_LENGTH(N'bridge.job', N'traceparent') IS NULL ALTER TABLE bridge.job ADD traceparent"))
                .anyMatch(statement ->
                        statement.startsWith("IF OBJECT_ID(N'bridge.sync_ledger', N'U') IS NULL CREATE TABLE"));
    }

    @Test
    void theUsersNameIsQuoted() {
        assertThat(new SetupScript().script("a]; DROP TABLE x --")).contains("TO [a]]; DROP TABLE x --];");
    }

    private static List<String> migrations(String folder) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.map(file -> StreamSupport.stream(
                                    RESOURCES.relativize(file).spliterator(), false)
                            .map(Path::toString)
                            .collect(Collectors.joining("/")))
                    .sorted(Comparator.comparingInt(SetupScriptTest::version))
                    .toList();
        }
    }

    private static int version(String script) {
        return Integer.parseInt(script.replaceFirst(".*/V([0-9]+)__.*", "$1"));
    }
}
