package io.github.sqldatabricks.bridge.operator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.operator.query.SparkTypes.InternalValue;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a value that is another one inside of Spark's rows, or has a class that Spark does not expect there. */
class InternalValueTest {

    private static Object read(ColumnType type, Object value) {
        ColumnVector vector = ColumnVector.of(type, 1);
        VectorValues.set(vector, 0, value);
        return InternalValue.of(new Column("c", type, true, "any")).read(vector, 0);
    }

    @Test
    void numbersHaveTheClassOfTheirType() {
        assertThat(read(new ColumnType.Bool(), 1L)).isEqualTo(true);
        assertThat(read(new ColumnType.Int16(), 255L)).isEqualTo((short) 255);
        assertThat(read(new ColumnType.Int32(), (long) Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
        assertThat(read(new ColumnType.Int64(), Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(read(new ColumnType.Float32(), (double) 0.1f)).isEqualTo(0.1f);
        assertThat(read(new ColumnType.Float64(), -0.0)).isEqualTo(-0.0);
    }

    @Test
    void decimalsKeepEveryDigitAndTheirScale() {
        Decimal money = (Decimal) read(new ColumnType.Decimal(18, 4), -12_345_678_901_234_5678L);
        assertThat(money.toJavaBigDecimal()).isEqualTo(new BigDecimal("-12345678901234.5678"));
        BigInteger digits = new BigInteger("9".repeat(38));
        Decimal longest = (Decimal) read(new ColumnType.Decimal(38, 10), digits);
        assertThat(longest.toJavaBigDecimal()).isEqualTo(new BigDecimal(digits, 10));
        assertThat(longest.precision()).isEqualTo(38);
    }

    @Test
    void daysAndMicrosecondsAreNumbers() {
        assertThat(read(new ColumnType.Date(), -719_162L)).isEqualTo(-719_162);
        assertThat(read(new ColumnType.LocalTimestamp(6), -1L)).isEqualTo(-1L);
        assertThat(read(new ColumnType.Instant(6), Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void bytesStayBytes() {
        assertThat(read(new ColumnType.Bytes(), new byte[] {0, -1})).isEqualTo(new byte[] {0, -1});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O'Higgins ñ", "a\u0000b", "\uD83D\uDE80", "trailing  "})
    void textStaysText(String text) {
        assertThat(read(new ColumnType.Text(), text))
                .isEqualTo(UTF8String.fromString(text))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE80b", "\uDE80\uD83D"})
    void halfASurrogatePairIsRefusedAndNeverShown(String text) {
        assertThatThrownBy(() -> read(new ColumnType.Text(), text))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        refused -> assertThat(refused.code()).isEqualTo("value-does-not-fit"));
    }
}
