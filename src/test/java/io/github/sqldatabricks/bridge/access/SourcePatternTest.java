package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.access.Permissions.SourcePattern;
import io.github.sqldatabricks.bridge.model.UnityTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a pattern that lets events copy more than its words say. */
class SourcePatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, main.silver.prices, true",
        "main.*, main.silver.prices, true",
        "main.silver.*, Main.SILVER.Prices, true",
        "MAIN.silver.prices, main.silver.prices, true",
        "main.*, main2.silver.prices, false",
        "main.silver.*, main.silver2.prices, false",
        "main.silver.*, other.silver.prices, false",
        "main.silver.prices, main.silver.prices2, false",
        "my-lake.silver.prices, my-lake.silver.prices, true",
    })
    void matchesByWholeNamesWithoutCase(String pattern, String table, boolean matches) {
        assertThat(SourcePattern.parse(pattern).matches(UnityTable.parse(table)))
                .isEqualTo(matches);
    }
}
