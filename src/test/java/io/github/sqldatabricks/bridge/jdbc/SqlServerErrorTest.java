package io.github.sqldatabricks.bridge.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Catches a number with two meanings, and a table of passing errors in docs/errors.md that is not the one in force. */
class SqlServerErrorTest {

    private static final String SECTION = "## Errors of SQL Server that pass";

    @Test
    void noNumberHasTwoMeanings() {
        List<Integer> numbers = Arrays.stream(SqlServerError.values())
                .flatMap(error -> error.numbers().boxed())
                .toList();
        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void theDocumentListsThePassingOnes() throws IOException {
        Map<String, TreeSet<Integer>> passing = new HashMap<>();
        Arrays.stream(SqlServerError.values())
                .filter(SqlServerError::passes)
                .forEach(error -> error.numbers()
                        .forEach(number -> passing.computeIfAbsent(error.error().text(), code -> new TreeSet<>())
                                .add(number)));
        assertThat(documented()).isEqualTo(passing);
    }

    private static Map<String, TreeSet<Integer>> documented() throws IOException {
        String text = Files.readString(Path.of("docs/errors.md"));
        String section = text.substring(text.indexOf(SECTION)).split("\n## ")[0];
        Map<String, TreeSet<Integer>> rows = new HashMap<>();
        section.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            String[] cells = line.split("\\|");
            TreeSet<Integer> numbers = new TreeSet<>();
            Arrays.stream(cells[2].split(","))
                    .map(String::strip)
                    .map(Integer::valueOf)
                    .forEach(numbers::add);
            rows.put(cells[1].replace("`", "").strip(), numbers);
        });
        return rows;
    }
}
