package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.ParameterValue.Exact;
import io.github.sqldatabricks.bridge.model.ParameterValue.Flag;
import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Null;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.ParameterValue.Typed;
import io.github.sqldatabricks.bridge.model.ParameterValue.Whole;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: texts of Python, Airflow, numpy and pandas that a declared type does not take, values that are rounded, cut or guessed
 * instead of refused, and secrets in what is said about them.
 */
class ParameterDeclarationTest {

    private static final QueryName NAME = new QueryName("orders");

    @ParameterizedTest(name = "{0} as {1} is {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2026-01-15T00:00:00.123456, datetime2, 2026-01-15T00:00:00.123456", // datetime.isoformat()
                "2026-01-15 00:00:00.123456, datetime2, 2026-01-15T00:00:00.123456", // str(datetime)
                "2026-01-15T00:00:00.123456+00:00, datetime2, 2026-01-15T00:00:00.123456", // Airflow's ts
                "2026-01-15T02:30:00+05:30, datetime2, 2026-01-14T21:00:00", // converted to UTC
                "2026-01-15T00:00:00Z, datetime2 America/La_Paz, 2026-01-14T20:00:00",
                "2026-01-15T00:00:00, datetime2 America/La_Paz, 2026-01-15T00:00:00",
                "2026-01-15T00:00:00.123456700, datetime2(7), 2026-01-15T00:00:00.1234567", // numpy.datetime64 in ns
                "2026-01-15T08, datetime2, 2026-01-15T08:00:00", // numpy.datetime64 in h
                "2026-01-15, datetime2, 2026-01-15T00:00:00", // numpy.datetime64 in D
                "20260115, date, 2026-01-15", // Airflow's ds_nodash
                "20260115T083000, datetime2, 2026-01-15T08:30:00", // Airflow's ts_nodash
                "20260115T083000+0000, datetime2, 2026-01-15T08:30:00", // Airflow's ts_nodash_with_tz
                "2026-01-15 00:00:00, date, 2026-01-15", // str(pandas.Timestamp)
                "2026-01-15T00:00:00+00:00, date, 2026-01-15",
                "2026-01-15T00:00:00.003, datetime, 2026-01-15T00:00:00.003",
                "2026-01-15 08:30, smalldatetime, 2026-01-15T08:30:00",
                "2026-01-15T00:00:00.1+05:30, datetimeoffset, 2026-01-15T00:00:00.1+05:30",
                "2026-07-15T00:00:00, datetimeoffset Europe/Madrid, 2026-07-15T00:00:00+02:00",
                "2026-01-15T00:00:00, datetimeoffset UTC, 2026-01-15T00:00:00Z",
                "08:30:00.1230000, time(3), 08:30:00.123",
                "0001-01-01, date, 0001-01-01",
                "9999-12-31T23:59:59.9999999, datetime2, 9999-12-31T23:59:59.9999999",
                "5, int, 5",
                "5.0, int, 5", // numpy.float64
                "-9223372036854775808, bigint, -9223372036854775808",
                "255, tinyint, 255",
                "True, bit, true",
                "0, bit, false",
                "1E+2, \"decimal(5, 1)\", 100.0", // str(Decimal)
                "0.10, \"numeric(3,1)\", 0.1",
                "-922337203685477.5807, money, -922337203685477.5807",
                "1e-05, float, 1.0E-5", // str(float)
                "São Paulo, nvarchar(20), São Paulo",
                "Sao Paulo, varchar(9), Sao Paulo",
                "inf, nvarchar(20), inf",
                "6f9619ff8b86d011b42d00c04fc964ff, uniqueidentifier, 6F9619FF-8B86-D011-B42D-00C04FC964FF",
                "{6f9619ff-8b86-d011-b42d-00c04fc964ff}, uniqueidentifier, 6F9619FF-8B86-D011-B42D-00C04FC964FF",
                "0x00ff, varbinary(2), 00FF",
                "0x00000000000007D1, rowversion, 00000000000007D1",
            })
    void textsOfProgramsAreTakenAsTheyAreMeant(String text, String type, String expected) {
        ParameterValue typed = typed(type, new Text(text));

        assertThat(typed).isInstanceOf(Typed.class);
        assertThat(ParameterText.shown(typed)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "NaT, datetime2, null",
                "NaN, float, null",
                "nan, decimal, null",
                "<NA>, int, null",
                "<NA>, nvarchar(max), null",
                "inf, float, number",
                "-inf, real, number",
                "Infinity, float, number",
                "None, date, ISO 8601",
                "\"\", date, ISO 8601",
                "15.01.2026, date, ISO 8601",
                "2026-1-5, date, ISO 8601",
                "01/15/2026, datetime2, ISO 8601",
                "2026-01, date, ISO 8601", // numpy.datetime64 in M
                "2026-02-30, date, no such date",
                "2026-01-15T24:00:00, datetime2, no such date",
                "2026-01-15T23:59:60, datetime2, no such date",
                "0000-01-01, date, year",
                "0001-01-01T00:00:00+01:00, datetime2, year",
                "2026-01-15T00:00:00.123456789, datetime2, 7 digits",
                "2026-01-15T00:00:00.1234, datetime2(3), 3 digits",
                "2026-01-15T00:00:00.123456, datetime, Declare datetime2",
                "1752-12-31, datetime, Declare datetime2",
                "2026-01-15T00:00:01, smalldatetime, no seconds",
                "2026-01-15T08:00:00, date, time of day",
                "2026-01-15T00:00:00+01:00, date, time of day", // the 14th in UTC
                "2026-01-15T00:00:00, datetimeoffset, no offset",
                "2026-03-29T02:30:00, datetimeoffset Europe/Madrid, none or two",
                "2026-01-15T00:00:00+15:00, datetimeoffset, 14 hours",
                "08:30+01:00, time, time of day",
                "5.5, int, whole number",
                "256, tinyint, 255",
                "-1, tinyint, 255",
                "2147483648, int, 2147483647",
                "1e3, int, whole number",
                "2, bit, true",
                "0.15, \"decimal(3,1)\", not rounded",
                "100, \"decimal(3,1)\", before the point",
                "1e999, \"decimal(3,1)\", before the point",
                "214748.3648, smallmoney, amount",
                "1e400, float, too large",
                "1e-400, float, too small",
                "1e39, real, too large",
                "abc, nvarchar(2), 3 characters",
                "São Paulo, varchar(20), nvarchar(20)",
                "6f9619ff, uniqueidentifier, identifier",
                "0x0, varbinary(2), hexadecimal",
                "0x000000, varbinary(2), 3 bytes",
            })
    void whatTheTypeCantKeepIsRefused(String text, String type, String why) {
        assertThatThrownBy(() -> typed(type, new Text(text)))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("invalid-parameter"))
                .hasMessageContaining("'p'")
                .hasMessageContaining("'orders'")
                .hasMessageContaining(why);
    }

    @Test
    void valuesOfJsonAndYamlAreTaken() {
        assertThat(typed("bit", new Flag(true))).extracting("value").isEqualTo(true);
        assertThat(typed("int", new Exact(new BigDecimal("7.00"))))
                .extracting("value")
                .isEqualTo(7L);
        assertThat(typed("date", new Whole(20260115))).extracting("value").hasToString("2026-01-15");
        assertThat(typed("nvarchar(5)", new Whole(10))).extracting("value").isEqualTo("10");
        assertThat(((ParameterValue.Scalar) typed("datetime2", new Null())).isNull())
                .isTrue();
        assertThatThrownBy(() -> typed("int", new Flag(true))).hasMessageContaining("bit only");
        assertThatThrownBy(() -> typed("nvarchar(5)", new Flag(true))).hasMessageContaining("bit only");
    }

    @Test
    void listsAreOfTheTypeToo() {
        SqlTemplate template =
                SqlTemplate.parse(NAME, "-- @param p varchar(5)\nSELECT 1 WHERE c IN ({p}) OR d IN '{p}'");
        ParameterValue list = template.typed("p", new Many(List.of(new Text("a"), new Text("b"))));

        assertThat(template.bind(Map.of("p", list)).sql())
                .endsWith(
                        "c IN (CAST(? AS varchar(5)), CAST(? AS varchar(5))) OR d IN (CAST(? AS varchar(5)), CAST(? AS varchar(5)))");
        assertThatThrownBy(() -> template.typed("p", new Many(List.of(new Text("a"), new Text("NaN")))))
                .hasMessageContaining("missing value");
    }

    @Test
    void aSecretIsNotSaid() {
        SqlTemplate template = SqlTemplate.parse(NAME, "-- @param p int\n-- @secret p\nSELECT {p}");

        assertThatThrownBy(() -> template.typed("p", new Text("hunter2")))
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("********");
    }

    @Test
    void theQuotesOfOlderTemplatesDoNotMakeATypedValueText() {
        SqlTemplate template = SqlTemplate.parse(NAME, "-- @param p date\nSELECT 1 WHERE d >= '{p}' AND e LIKE '{p}%'");
        ParameterValue typed = template.typed("p", new Text("2026-01-15"));

        assertThat(template.bind(Map.of("p", typed)).parameters())
                .containsExactly((Typed) typed, new Text("2026-01-15%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p",
                "p text",
                "p xml",
                "p sql_variant",
                "p int(4)",
                "p datetime2(8)",
                "p datetime2 Mars/Base",
                "p int UTC",
                "p decimal(39)",
                "p decimal(5,6)",
                "p datetime2(3,1)",
                "p char",
                "p char(max)",
                "p nvarchar(4001)",
                "p the first day",
                "q int"
            })
    void aDeclarationThatIsNoneIsRefused(String declaration) {
        assertThatThrownBy(() -> SqlTemplate.parse(NAME, "-- @param " + declaration + "\nSELECT {p}"))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("invalid-template"));
    }

    private static ParameterValue typed(String type, ParameterValue value) {
        return SqlTemplate.parse(NAME, "-- @param p " + type + "\nSELECT {p}").typed("p", value);
    }
}
