package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.util.Optional;

/**
 * A value on its way into a column.
 *
 * @param value as its vector holds it: Long, Double, String, byte[] or BigInteger
 * @param expected what the driver gets; empty when the value is refused
 */
record TargetTypeCase(DeclaredType target, ColumnType source, Object value, Optional<Object> expected) {

    static TargetTypeCase taken(DeclaredType target, ColumnType source, Object value, Object expected) {
        return new TargetTypeCase(target, source, value, Optional.of(expected));
    }

    static TargetTypeCase refused(DeclaredType target, ColumnType source, Object value) {
        return new TargetTypeCase(target, source, value, Optional.empty());
    }

    /** What the reader makes of the value. */
    Object read() {
        ColumnVector vector = ColumnVector.of(source, 1);
        if (vector instanceof ColumnVector.Longs longs) {
            longs.set(0, ((Number) value).longValue());
        } else if (vector instanceof ColumnVector.Doubles doubles) {
            doubles.set(0, ((Number) value).doubleValue());
        } else {
            ((ColumnVector.Objects) vector).set(0, value);
        }
        TargetType type = target.target();
        return type.reader(source).read(vector, 0);
    }

    /** Long values are cut, so that a failed test stays readable. */
    @Override
    public String toString() {
        String shown = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
        return source + " " + (shown.length() > 40 ? shown.length() + " characters" : shown) + " into "
                + target.declaration();
    }
}
