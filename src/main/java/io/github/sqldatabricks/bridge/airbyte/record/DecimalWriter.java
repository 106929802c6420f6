package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Writes decimals with all their digits, those after the point always as many as the scale. */
final class DecimalWriter {

    private final int scale;
    private final long unit;

    DecimalWriter(int scale) {
        this.scale = scale;
        this.unit = BigInteger.TEN.pow(Math.min(scale, 18)).longValueExact();
    }

    ValueChange number(JsonBuffer out, ColumnVector vector, int row) {
        if (vector instanceof ColumnVector.Longs longs) {
            fromLong(out, longs.get(row));
        } else {
            BigInteger unscaled = (BigInteger) ((ColumnVector.Objects) vector).get(row);
            out.raw(new BigDecimal(unscaled, scale).toPlainString());
        }
        return ValueChange.NONE;
    }

    ValueChange quoted(JsonBuffer out, ColumnVector vector, int row) {
        out.raw('"');
        number(out, vector, row);
        out.raw('"');
        return ValueChange.NONE;
    }

    /** A long holds at most 18 digits here, so neither its negative nor the unit overflows. */
    private void fromLong(JsonBuffer out, long unscaled) {
        if (unscaled < 0) {
            out.raw('-');
        }
        long magnitude = Math.abs(unscaled);
        out.number(magnitude / unit);
        if (scale > 0) {
            out.raw('.');
            out.digits(magnitude % unit, scale);
        }
    }
}
