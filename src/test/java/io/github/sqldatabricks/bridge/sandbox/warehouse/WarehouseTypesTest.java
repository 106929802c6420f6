package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type through Arrow and the unmodified driver, in several zones of the JVM. Catches a wrong Arrow layout, a lost
 * sign, scale or null, and values that move with the JVM's zone.
 */
class WarehouseTypesTest {

    private static final String EXTREMES = """
            SELECT * FROM (VALUES
              (0, true, CAST(-128 AS TINYINT), CAST(-32768 AS SMALLINT), CAST(-2147483648 AS INT),
               CAST(-9223372036854775807 - 1 AS BIGINT), CAST(-3.4028235e38 AS FLOAT), CAST(-1.7976931348623157e308 AS DOUBLE),
               CAST('-99999999999999999999999999999999999999' AS DECIMAL(38,0)), CAST('-0.01' AS DECIMAL(5,2)), '',
               CAST('' AS BINARY), DATE '0001-01-01', TIMESTAMP '0001-01-01 00:00:00', TIMESTAMP_NTZ '0001-01-01 00:00:00'),
              (1, false, CAST(127 AS TINYINT), CAST(32767 AS SMALLINT), CAST(2147483647 AS INT),
               CAST(9223372036854775807 AS BIGINT), CAST(3.4028235e38 AS FLOAT), CAST(1.7976931348623157e308 AS DOUBLE),
               CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0)), CAST('999.99' AS DECIMAL(5,2)), 'é中😀',
               unhex('00ff7f80'), DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999',
               TIMESTAMP_NTZ '9999-12-31 23:59:59.999999'),
              (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            ) AS t(id, b, i1, i2, i4, i8, f, d, big, small, s, bin, dt, ts, ntz) ORDER BY id
            """;

    private static LocalWarehouse local;
    private final TimeZone before = TimeZone.getDefault();

    @TempDir
    Path root;

    @BeforeEach
    void start() throws IOException {
        local = new LocalWarehouse(root);
    }

    @AfterEach
    void stop() {
        local.close();
        TimeZone.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Zurich", "America/La_Paz", "Pacific/Apia"})
    void everyTypeArrivesWholeInEveryZone(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(EXTREMES)) {
            assertSmallest(rows);
            assertGreatest(rows);
            assertNulls(rows);
        }
    }

    private static void assertSmallest(ResultSet row) throws SQLException {
        assertThat(row.next()).isTrue();
        assertThat(row.getBoolean("b")).isTrue();
        assertThat(row.getByte("i1")).isEqualTo(Byte.MIN_VALUE);
        assertThat(row.getShort("i2")).isEqualTo(Short.MIN_VALUE);
        assertThat(row.getInt("i4")).isEqualTo(Integer.MIN_VALUE);
        assertThat(row.getLong("i8")).isEqualTo(Long.MIN_VALUE);
        assertThat(row.getFloat("f")).isEqualTo(-Float.MAX_VALUE);
        assertThat(row.getDouble("d")).isEqualTo(-Double.MAX_VALUE);
        assertThat(row.getBigDecimal("big")).isEqualTo(new BigDecimal("-" + "9".repeat(38)));
        assertThat(row.getBigDecimal("small")).isEqualTo(new BigDecimal("-0.01"));
        assertThat(row.getString("s")).isEmpty();
        assertThat(row.getBytes("bin")).isEmpty();
        assertThat(row.getString("dt")).isEqualTo("0001-01-01");
    }

    private static void assertGreatest(ResultSet row) throws SQLException {
        assertThat(row.next()).isTrue();
        assertThat(row.getBoolean("b")).isFalse();
        assertThat(row.getByte("i1")).isEqualTo(Byte.MAX_VALUE);
        assertThat(row.getShort("i2")).isEqualTo(Short.MAX_VALUE);
        assertThat(row.getInt("i4")).isEqualTo(Integer.MAX_VALUE);
        assertThat(row.getLong("i8")).isEqualTo(Long.MAX_VALUE);
        assertThat(row.getFloat("f")).isEqualTo(Float.MAX_VALUE);
        assertThat(row.getDouble("d")).isEqualTo(Double.MAX_VALUE);
        assertThat(row.getBigDecimal("big")).isEqualTo(new BigDecimal("9".repeat(38)));
        assertThat(row.getBigDecimal("small")).isEqualTo(new BigDecimal("999.99"));
        assertThat(row.getString("s")).isEqualTo("é中😀");
        assertThat(row.getBytes("bin")).containsExactly(0, 0xff, 0x7f, 0x80);
        assertThat(row.getString("dt")).isEqualTo("9999-12-31");
    }

    private static void assertNulls(ResultSet row) throws SQLException {
        assertThat(row.next()).isTrue();
        for (int index = 2; index <= row.getMetaData().getColumnCount(); index++) {
            assertThat(row.getObject(index))
                    .as(row.getMetaData().getColumnName(index))
                    .isNull();
        }
        assertThat(row.next()).isFalse();
    }

    /** The way that no zone can change a timestamp, see docs/decisions.md. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Zurich", "America/La_Paz", "Pacific/Apia"})
    void timestampsAsMicrosecondsAreExactInEveryZone(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertThat(local.rows(
                        "SELECT unix_micros(ts), CAST(ntz AS STRING) FROM (" + EXTREMES + ") WHERE id < 2 ORDER BY id"))
                .containsExactly(
                        "-62135596800000000|0001-01-01 00:00:00", "253402300799999999|9999-12-31 23:59:59.999999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/La_Paz", "Pacific/Apia"})
    void wallClockIsThatOfTheSessionZone(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertThat(
                        local.rows(
                                "SELECT TIMESTAMP '2024-03-31 02:30:00', TIMESTAMP_NTZ '2024-03-31 02:30:00', current_timezone()"))
                .singleElement()
                .asString()
                .startsWith("2024-03-31 02:30:00")
                .contains("|2024-03-31 02:30:00")
                .endsWith("|UTC");
    }

    @Test
    void nestedValuesAreJsonText() throws SQLException {
        assertThat(local.rows("SELECT array(1, 2), map('k', 'v', 'l', NULL), named_struct('a', 1, 'b', array('x')),"
                        + " parse_json('{\"v\": [1]}'), CAST(NULL AS ARRAY<STRING>), NULL"))
                .containsExactly("[1,2]|{\"k\":\"v\",\"l\":null}|{\"a\":1,\"b\":[\"x\"]}|{\"v\":[1]}|null|null");
    }
}
