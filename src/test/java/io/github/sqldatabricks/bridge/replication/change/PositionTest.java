package io.github.sqldatabricks.bridge.replication.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Positions as JSON. Catches a digit that is lost on the way to Delta and back, a value that compares otherwise than SQL Server does, and a
 * stored text that is guessed at instead of refused.
 */
class PositionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tinyint           | 0                                  | 255
            smallint          | -32768                             | 32767
            int               | -2147483648                        | 2147483647
            bigint            | -9223372036854775808               | 9223372036854775807
            decimal(18,0)     | -999999999999999999                | 999999999999999999
            decimal(38,10)    | -9999999999999999999999999999.9999999999 | 0.0000000001
            date              | 0001-01-01                         | 9999-12-31
            smalldatetime     | 1900-01-01 00:00:00                | 2079-06-06 23:59:00
            datetime          | 1753-01-01 00:00:00.000            | 9999-12-31 23:59:59.997
            datetime2(0)      | 0001-01-01 00:00:00                | 9999-12-31 23:59:59
            datetime2(3)      | 0001-01-01 00:00:00.000            | 9999-12-31 23:59:59.999
            datetime2(7)      | 0001-01-01 00:00:00.0000000        | 9999-12-31 23:59:59.9999999
            datetimeoffset(7) | 0001-01-01 00:00:00.0000001 +00:00 | 9999-12-31 23:59:59.9999999 +00:00
            rowversion        | 0x0000000000000000                 | 0xFFFFFFFFFFFFFFFF
            """)
    void aPositionComesBackWithAllItsDigits(String declared, String least, String greatest) {
        CursorType type = CursorType.of("c", declared);
        CursorValue low = CursorValue.of(type, least);
        CursorValue high = CursorValue.of(type, greatest);
        assertTrue(low.compareTo(high) < 0);
        for (CursorValue value : new CursorValue[] {low, high}) {
            Position position = new Position(7, "changed [at] \"ü\"", type, Optional.of("rows"), Optional.of(value));
            Position read = Position.read(position.json());
            assertEquals(position, read);
            assertEquals(
                    value == low ? least : greatest, read.value().orElseThrow().text());
        }
    }

    @Test
    void theJsonIsWhatIsDocumented() {
        CursorColumn column = new CursorColumn("updated_at", CursorType.of("updated_at", "datetime2"), true);
        Position start = Position.start(1, column);
        assertEquals(
                "{\"version\":1,\"generation\":1,\"column\":\"updated_at\",\"type\":\"datetime2(7)\"}", start.json());
        assertEquals(start, Position.read(start.json()));
        assertEquals(
                "{\"version\":1,\"generation\":1,\"column\":\"rv\",\"type\":\"rowversion\",\"value\":\"0x00000000000007D1\"}",
                new Position(
                                1,
                                "rv",
                                CursorType.ROWVERSION,
                                Optional.empty(),
                                Optional.of(CursorValue.rowversion(2001)))
                        .json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":2,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\"}",
                "{\"version\":1,\"generation\":0,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\"}",
                "{\"version\":1,\"generation\":1.5,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"\",\"type\":\"int\",\"value\":\"5\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":5}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"+5\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"5.0\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"float\",\"value\":\"5\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\",\"more\":1}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\",\"value\":\"6\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"int\",\"value\":\"5\"} {}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"date\",\"value\":\"2026-02-30\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"datetime2(3)\",\"value\":\"2026-02-03 00:00:00.0001\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"datetime2(7)\",\"value\":\"2026-02-03 00:00:00\"}",
                "{\"version\":1,\"generation\":1,\"column\":\"c\",\"type\":\"rowversion\",\"value\":\"0x7d1\"}"
            })
    void whatThisVersionDoesNotWriteIsRefused(String json) {
        BridgeException failure = assertThrows(BridgeException.RemotePermanent.class, () -> Position.read(json));
        assertEquals(ErrorCode.POSITION_UNREADABLE, failure.error());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvarchar(20)",
                "varchar(10)",
                "char(26)",
                "uniqueidentifier",
                "float",
                "real",
                "bit",
                "time(7)",
                "xml",
                "datetime2(8)",
                "decimal(39,0)",
                "decimal(5,6)",
                "int identity",
                ""
            })
    void typesWithoutAnExactOrderAreRefused(String declared) {
        BridgeException failure =
                assertThrows(BridgeException.InvalidRequest.class, () -> CursorType.of("the_column", declared));
        assertEquals(ErrorCode.CHANGE_COLUMN_REFUSED, failure.error());
        assertTrue(failure.getMessage().contains("the_column"));
    }

    @Test
    void declarationsAreReadInEveryForm() {
        assertEquals("decimal(18,0)", CursorType.of("c", "NUMERIC").declaration());
        assertEquals("decimal(9,0)", CursorType.of("c", "decimal(9)").declaration());
        assertEquals("decimal(18,2)", CursorType.of("c", "decimal(18, 2)").declaration());
        assertEquals("decimal(19,4)", CursorType.of("c", "money").declaration());
        assertEquals("datetimeoffset(7)", CursorType.of("c", "datetimeoffset").declaration());
        assertEquals(CursorType.ROWVERSION, CursorType.of("c", "timestamp"));
    }

    @Test
    void anInstantIsComparedAndKeptInUtc() {
        CursorType type = CursorType.of("c", "datetimeoffset(3)");
        CursorValue value = CursorValue.of(type, "2026-03-01 14:00:00.250 +05:30");
        assertEquals("2026-03-01 08:30:00.250 +00:00", value.text());
        assertEquals(0, value.compareTo(CursorValue.of(type, "2026-03-01 08:30:00.250 +00:00")));
    }

    @Test
    void aRowversionIsComparedWithoutASign() {
        assertTrue(CursorValue.rowversion(Long.MAX_VALUE).compareTo(CursorValue.rowversion(Long.MIN_VALUE)) < 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            datetime2(7)  | 2026-03-01T12:00:00.1234567 | 2026-03-01 12:00:00.1234566
            datetime2(0)  | 2026-03-01T12:00:00.9       | 2026-03-01 11:59:59
            datetime      | 2026-03-01T12:00:00.0099999 | 2026-03-01 11:59:59.990
            smalldatetime | 2026-03-01T00:00:59         | 2026-02-28 23:59:00
            date          | 2026-03-01T23:59:59         | 2026-02-28
            """)
    void theLastValueBelowAClockIsOneThatRoundingCantReach(String declared, LocalDateTime clock, String last) {
        CursorType type = CursorType.of("c", declared);
        assertEquals(last, CursorValue.at(type, type.lastBefore(clock)).text());
    }

    @Test
    void aLookbackThatPassesTheFirstValueOfTheTypeHasNoEnd() {
        CursorType type = CursorType.of("c", "datetime");
        CursorValue value = CursorValue.of(type, "1753-01-02 00:00:00.000");
        assertEquals(Optional.empty(), value.before(new Lookback.Span(Duration.ofDays(365))));
        CursorValue day = CursorValue.of(CursorType.of("c", "date"), "2026-03-02");
        assertEquals(
                "2026-03-01",
                day.before(new Lookback.Span(Duration.ofMinutes(1)))
                        .orElseThrow()
                        .text());
        assertFalse(CursorType.of("c", "bigint").isTemporal());
    }
}
