package io.github.sqldatabricks.bridge.extraction.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: dates that are a day, a month or a time zone off, and expressions that are half understood. */
class DateExpressionTest {

    private static final Instant NOW = Instant.parse("2026-03-31T23:30:00Z");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "today, 2026-03-31",
        "month, 2026-03-01",
        "year, 2026-01-01",
        "today - 1 month, 2026-02-28",
        "month - 24 months, 2024-03-01",
        "month+1 months-1 days, 2026-03-31",
        "year - lookback years as yyyy, 2023",
        "month - lookback months as yyyyMM, 202512",
        "today as yyyyMMdd, 20260331",
        "today as dd/MM/yyyy, 31/03/2026",
        "month as MM, 03",
        "today in Europe/Madrid, 2026-04-01",
        "month - 1 months as yyyy-MM in Asia/Tokyo, 2026-03",
    })
    void theDateIsComputed(String expression, String expected) {
        DateExpression known = DateExpression.of(expression).orElseThrow();

        assertThat(ParameterText.shown(known.at(NOW, name -> 3))).isEqualTo(expected);
        assertThat(known.parameters()).isSubsetOf("lookback").hasSize(expression.contains("lookback") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "months",
                "month -",
                "month - 3",
                "month - 3 hours",
                "month - -3 months",
                "today as",
                "today as HH",
                "today as YYYY",
                "today in Mars/Base",
                "today - 999999999 days x",
                "today; DROP TABLE t"
            })
    void whatIsNoExpressionIsNone(String text) {
        assertThat(DateExpression.of(text)).isEmpty();
    }
}
