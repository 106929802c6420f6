package io.github.sqldatabricks.bridge.extraction.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Catches a misspelling whose right name is not found, and a name as long as a request that keeps the process busy. */
class ParameterNameTest {

    @Test
    void theNearestNameIsOneThatCanBeMeant() {
        assertThat(ParameterName.nearest("strat_date", List.of("end_date", "start_date")))
                .contains("start_date");
        assertThat(ParameterName.nearest("START_DATE", List.of("start_date"))).contains("start_date");
        assertThat(ParameterName.nearest("dya", List.of("day"))).contains("day");
        assertThat(ParameterName.nearest("country", List.of("start_date"))).isEmpty();
    }

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aNameAsLongAsARequestIsNearToNoneAtOnce() {
        List<String> known = IntStream.range(0, 500)
                .mapToObj(number -> "parameter_number_" + number)
                .toList();
        assertThat(ParameterName.nearest("x".repeat(900_000), known)).isEmpty();
    }
}
