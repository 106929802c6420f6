package io.github.sqldatabricks.bridge.databricks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values inside of statements. Catches a character of the caller's that reaches the statement, and a value that is rounded. */
class DatabricksLiteralTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    bigint|-9223372036854775808|-9223372036854775808
                    int| 7 |7
                    smallint|-1|-1
                    boolean|true|true
                    decimal(38,10)|-9999999999999999999999999999.9999999999|CAST(decode(X'2d393939393939393939393939393939393939393939393939393939392e39393939393939393939', 'UTF-8') AS decimal(38,10))
                    decimal(10,2)|1e3|CAST(decode(X'313030302e3030', 'UTF-8') AS decimal(10,2))
                    date|0001-01-01|DATE'0001-01-01'
                    timestamp_ntz|9999-12-31 23:59:59.999999|TIMESTAMP_NTZ'9999-12-31 23:59:59.999999'
                    timestamp|2026-01-01T00:30:00+02:00|TIMESTAMP'2025-12-31 22:30:00.000000Z'
                    string|'; DROP|decode(X'273b2044524f50', 'UTF-8')
                    """)
    void valuesOfEachType(String type, String value, String literal) {
        assertThat(DatabricksLiteral.of("c", type, value)).isEqualTo(literal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    bigint|9223372036854775808
                    int|1.5
                    int|1 OR 1=1
                    boolean|TRUE
                    boolean|1
                    decimal(10,2)|1,5
                    decimal(10,2)|1.005
                    decimal(10,2)|123456789
                    decimal(10,2)|1e999999999
                    decimal(38,0)|1e-999999999
                    date|2026-02-30
                    date|2026-01-01 10:00
                    timestamp_ntz|2026-01-01
                    timestamp_ntz|2026-01-01T00:00:00.1234567
                    timestamp|2026-01-01T00:00:00
                    double|1.5
                    float|1.5
                    binary|00
                    array<int>|1
                    """)
    void whatIsNoExactValueIsRefused(String type, String value) {
        assertThatThrownBy(() -> DatabricksLiteral.of("c", type, value))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("'" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "date,2026-02-01,2026-01-01",
        "date,2026-01-01,2026-01-01",
        "bigint,10,9",
        "'decimal(9,2)',10,9.99",
        "timestamp,2026-01-01T01:00:00+02:00,2025-12-31T23:00:00Z",
        "timestamp_ntz,2026-01-02 00:00:00,2026-01-01T00:00:00",
        "string,b,a"
    })
    void aPeriodGoesForward(String type, String from, String to) {
        assertThatThrownBy(() -> DatabricksLiteral.between("c", "`c`", type, from, to))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("whose from is smaller than its to");
        assertThat(DatabricksLiteral.between("c", "`c`", "bigint", "9", "10")).isEqualTo("`c` >= 9 AND `c` < 10");
    }

    @Test
    void aQuotedTextHasNothingOfTheCallersButLettersAndDigits() {
        assertThat(DatabricksLiteral.quoted("a'); DROP \\ é\n"))
                .isEqualTo("'a\\u0027\\u0029\\u003b DROP \\u005c \\u00e9\\u000a'");
    }

    /** A slice by a double can't be told exactly in text, and bytes make no slices. */
    @Test
    void everyTypeIsTakenOrRefusedOnPurpose() {
        Set<ColumnType.Kind> refused = Set.of(ColumnType.Kind.FLOAT32, ColumnType.Kind.FLOAT64, ColumnType.Kind.BYTES);
        assertThat(Stream.of(ColumnType.Kind.values()).filter(kind -> !refused.contains(kind)))
                .allSatisfy(kind -> assertThat(DatabricksLiteral.of("c", type(kind), value(kind)))
                        .isNotEmpty());
    }

    private static String type(ColumnType.Kind kind) {
        String name = kind.databricksName().toLowerCase(Locale.ROOT);
        return kind == ColumnType.Kind.DECIMAL ? name + "(9,2)" : name;
    }

    private static String value(ColumnType.Kind kind) {
        return switch (kind) {
            case BOOL -> "false";
            case INT16, INT32, INT64, DECIMAL, TEXT -> "1";
            case DATE -> "2026-01-31";
            case LOCAL_TIMESTAMP -> "2026-01-31T01:02:03";
            case INSTANT -> "2026-01-31T01:02:03Z";
            case FLOAT32, FLOAT64, BYTES -> throw new IllegalArgumentException(kind.name());
        };
    }
}
