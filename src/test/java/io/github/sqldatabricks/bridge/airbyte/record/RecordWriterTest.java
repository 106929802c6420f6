package io.github.sqldatabricks.bridge.airbyte.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter.ExtraFields;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter.RecordField;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every value as JSON, read back by Jackson. Here to catch: digits that get lost, signs and zeros of decimals, dates that the
 * machine's time zone shifts, characters that are not escaped, values that JSON can't say, invalid UTF-8.
 */
class RecordWriterTest {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -100, 1234567890123456789L, Long.MAX_VALUE, Long.MIN_VALUE})
    void wholeNumbersKeepAllDigits(long value) throws IOException {
        assertThat(data(new ColumnType.Int64(), value).longValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "5, 0, 5",
        "0, 2, 0.00",
        "5, 2, 0.05",
        "-5, 2, -0.05",
        "-100, 2, -1.00",
        "999999999999999999, 18, 0.999999999999999999",
        "-999999999999999999, 0, -999999999999999999"
    })
    void decimalsKeepAllDigits(long unscaled, int scale, String text) throws IOException {
        assertThat(line(new ColumnType.Decimal(18, scale), unscaled)).contains("{\"c\":" + text + "}");
    }

    @Test
    void longDecimalsKeepAllDigitsAsNumbersAndAsText() throws IOException {
        BigInteger unscaled = new BigInteger("-12345678901234567890123456789012345678");
        ColumnType type = new ColumnType.Decimal(38, 10);
        assertThat(line(type, unscaled)).contains("{\"c\":-1234567890123456789012345678.9012345678}");
        assertThat(line(type, true, unscaled)).contains("{\"c\":\"-1234567890123456789012345678.9012345678\"}");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, 1e10, -1.5e-300, Double.MAX_VALUE, Double.MIN_VALUE, 0.1})
    void floatingPointNumbersComeBackAsTheyWere(double value) throws IOException {
        assertThat(Double.parseDouble(data(new ColumnType.Float64(), value).asText()))
                .isEqualTo(value);
        float single = (float) value;
        if (Float.isFinite(single)) {
            assertThat(Float.parseFloat(
                            data(new ColumnType.Float32(), (double) single).asText()))
                    .isEqualTo(single);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatJsonCanNotSayIsNullAndTold(double value) throws IOException {
        JsonNode record = record(new ColumnType.Float64(), value);
        assertThat(record.path("data").path("c").isNull()).isTrue();
        JsonNode change = record.path("meta").path("changes").path(0);
        assertThat(change.path("field").asText()).isEqualTo("c");
        assertThat(change.path("change").asText()).isEqualTo("NULLED");
        assertThat(change.path("reason").asText()).isEqualTo("SOURCE_SERIALIZATION_ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"})
    void datesAndTimestampsAreTheSameInEveryZoneOfTheMachine(String zone) throws IOException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            for (String text : List.of("0001-01-01", "1582-10-10", "1969-12-31", "2026-03-29", "9999-12-31")) {
                long day = LocalDate.parse(text).toEpochDay();
                assertThat(data(new ColumnType.Date(), day).asText()).isEqualTo(text);
                long micros = day * 86_400_000_000L + 7_384_000_001L;
                assertThat(data(new ColumnType.LocalTimestamp(6), micros).asText())
                        .isEqualTo(text + "T02:03:04.000001");
                assertThat(data(new ColumnType.Instant(6), micros).asText()).isEqualTo(text + "T02:03:04.000001Z");
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"0000-12-31, 0001-12-31", "-0001-01-02, 0002-01-02", "-9998-01-01, 9999-01-01"})
    void yearsBeforeTheFirstAreThoseOfTheEraBefore(String iso, String text) throws IOException {
        long day = LocalDate.parse(iso).toEpochDay();
        assertThat(data(new ColumnType.Date(), day).asText()).isEqualTo(text + " BC");
        assertThat(data(new ColumnType.Instant(6), day * 86_400_000_000L).asText())
                .isEqualTo(text + "T00:00:00.000000Z BC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+10000-01-01", "-9999-12-31", "+294246-12-31"})
    void yearsOfFiveDigitsHaveNoTextSoTheyAreNullAndTold(String iso) throws IOException {
        long day = LocalDate.parse(iso).toEpochDay();
        for (JsonNode record : List.of(
                record(new ColumnType.Date(), day),
                record(new ColumnType.LocalTimestamp(6), day * 86_400_000_000L),
                record(new ColumnType.Instant(6), day * 86_400_000_000L))) {
            assertThat(record.path("data").path("c").isNull()).isTrue();
            assertThat(record.at("/meta/changes/0/change").asText()).isEqualTo("NULLED");
            assertThat(record.at("/meta/changes/0/field").asText()).isEqualTo("c");
        }
    }

    @Test
    void randomMomentsAreThoseOfTheJavaLibrary() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            long micros = random.nextLong(-62_135_596_800_000_000L, 253_402_300_799_999_999L);
            Instant expected = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            assertThat(Instant.parse(data(new ColumnType.Instant(6), micros).asText()))
                    .isEqualTo(expected);
        }
    }

    @Test
    void everyCharacterOfTextComesBack() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x3000 ? 1 : 97) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                all.appendCodePoint(point);
            }
        }
        JsonNode record = record(new ColumnType.Text(), all.toString());
        assertThat(record.path("data").path("c").textValue()).isEqualTo(all.toString());
        assertThat(record.has("meta")).isFalse();
    }

    @Test
    void pairsOfSurrogatesSurviveTheBordersOfPieces() throws IOException {
        for (int length = 2040; length < 2060; length++) {
            String text = "x".repeat(length) + "\uD83D\uDE00" + "y".repeat(length);
            assertThat(data(new ColumnType.Text(), text).textValue()).isEqualTo(text);
        }
    }

    @Test
    void halvesOfPairsAreReplacedAndTold() throws IOException {
        for (String half : List.of("a\uD83Db", "a\uDE00b", "\uD83D", "x".repeat(2047) + "\uD83D")) {
            JsonNode record = record(new ColumnType.Text(), half);
            assertThat(record.path("data").path("c").textValue())
                    .isEqualTo(half.replaceAll("[\uD800-\uDFFF]", "\uFFFD"));
            assertThat(record.path("meta")
                            .path("changes")
                            .path(0)
                            .path("change")
                            .asText())
                    .isEqualTo("TRUNCATED");
        }
    }

    @Test
    void nestedValuesStayTheJsonThatTheyAreOnOneLine() throws IOException {
        DataType type = new DataType.ArrayOf(new DataType.Variant());
        String line = line(type, false, "[{\"a\":null,\n\"b\":\"\\n\u00e4\"},1.50]");
        assertThat(line)
                .contains("{\"c\":[{\"a\":null, \"b\":\"\\n\u00e4\"},1.50]}")
                .doesNotContain("\n");
    }

    @Test
    void bytesAreBase64AndFlagsAreFlags() throws IOException {
        byte[] bytes = {0, (byte) 255, 1, 2};
        assertThat(data(new ColumnType.Bytes(), bytes).binaryValue()).isEqualTo(bytes);
        assertThat(data(new ColumnType.Bool(), 1L).booleanValue()).isTrue();
        assertThat(line(new ColumnType.Bool(), 0L)).contains("\"c\":false");
    }

    @Test
    void theRecordNamesItsStreamAndTime() throws IOException {
        JsonNode message = MAPPER.readTree(line(new ColumnType.Text(), null));
        assertThat(message.path("type").asText()).isEqualTo("RECORD");
        assertThat(message.path("record").path("namespace").asText()).isEqualTo("sch\"ema");
        assertThat(message.path("record").path("stream").asText()).isEqualTo("t\u00e4ble");
        assertThat(message.path("record").path("emitted_at").longValue()).isEqualTo(1_700_000_000_000L);
        assertThat(message.path("record").path("data").path("c").isNull()).isTrue();
    }

    private static JsonNode data(ColumnType type, Object value) throws IOException {
        return record(type, value).path("data").path("c");
    }

    private static JsonNode record(ColumnType type, Object value) throws IOException {
        return MAPPER.readTree(line(type, value)).path("record");
    }

    private static String line(ColumnType type, Object value) {
        return line(type, false, value);
    }

    private static String line(DataType type, boolean decimalAsText, Object value) {
        ColumnType read = type instanceof ColumnType flat ? flat : new ColumnType.Text();
        RowBatch batch = new RowBatch(new RowSchema(List.of(new Column("c", read, true, "any"))), 1);
        VectorValues.set(batch.vector(0), 0, value);
        batch.endRow(1);
        TableColumn column = new TableColumn("c", type, true, Optional.empty());
        JsonBuffer out = new JsonBuffer(1);
        new RecordWriter(
                        new StreamDescriptor("sch\"ema", "t\u00e4ble"),
                        List.of(new RecordField(column, 0, decimalAsText)),
                        ExtraFields.NONE)
                .write(out, batch, 0, 1_700_000_000_000L);
        String line = new String(out.toBytes(), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n");
        return line.substring(0, line.length() - 1);
    }
}
