package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What the bridge's types are in Spark; the same as in docs/types.md. */
final class SparkTypes {

    private SparkTypes() {}

    /** All columns can be null: what SQL Server says about expressions is not always so. */
    static StructType schema(RowSchema schema) {
        return new StructType(schema.columns().stream()
                .map(column -> new StructField(column.name(), of(column.type()), true, Metadata.empty()))
                .toArray(StructField[]::new));
    }

    static DataType of(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> DataTypes.BooleanType;
            case INT16 -> DataTypes.ShortType;
            case INT32 -> DataTypes.IntegerType;
            case INT64 -> DataTypes.LongType;
            case FLOAT32 -> DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case DECIMAL -> decimal((ColumnType.Decimal) type);
            case TEXT -> DataTypes.StringType;
            case BYTES -> DataTypes.BinaryType;
            case DATE -> DataTypes.DateType;
            case LOCAL_TIMESTAMP -> DataTypes.TimestampNTZType;
            case INSTANT -> DataTypes.TimestampType;
        };
    }

    private static DataType decimal(ColumnType.Decimal type) {
        return DataTypes.createDecimalType(type.precision(), type.scale());
    }

    /** Brings a column's values into the form that Spark's rows have inside. */
    @FunctionalInterface
    interface InternalValue {

        /**
         * The value.
         *
         * @param row a row whose value is not null
         * @throws BridgeException.RemotePermanent ({@code value-does-not-fit}) when Spark has no form for it
         */
        Object read(ColumnVector vector, int row);

        /** Chosen once for a column. */
        static InternalValue of(Column column) {
            ColumnType type = column.type();
            return switch (type.kind()) {
                case BOOL -> (vector, row) -> number(vector, row) != 0;
                case INT16 -> (vector, row) -> (short) number(vector, row);
                case INT32, DATE -> (vector, row) -> (int) number(vector, row);
                case INT64, LOCAL_TIMESTAMP, INSTANT -> InternalValue::number;
                case FLOAT32 -> (vector, row) -> (float) ((ColumnVector.Doubles) vector).get(row);
                case FLOAT64 -> (vector, row) -> ((ColumnVector.Doubles) vector).get(row);
                case DECIMAL -> decimal((ColumnType.Decimal) type);
                case TEXT -> (vector, row) -> text(column, (String) object(vector, row));
                case BYTES -> InternalValue::object;
            };
        }

        private static InternalValue decimal(ColumnType.Decimal type) {
            if (type.fitsLong()) {
                return (vector, row) -> Decimal.apply(number(vector, row), type.precision(), type.scale());
            }
            return (vector, row) -> Decimal.apply(
                    new BigDecimal((BigInteger) object(vector, row), type.scale()), type.precision(), type.scale());
        }

        private static long number(ColumnVector vector, int row) {
            return ((ColumnVector.Longs) vector).get(row);
        }

        private static Object object(ColumnVector vector, int row) {
            return ((ColumnVector.Objects) vector).get(row);
        }

        /** Spark's text is UTF-8, which has nothing for half of a surrogate pair; Java would put a question mark there. */
        private static UTF8String text(Column column, String value) {
            for (int i = 0; i < value.length(); i++) {
                if (Character.isSurrogate(value.charAt(i))) {
                    if (!Character.isSurrogatePair(value.charAt(i), i + 1 < value.length() ? value.charAt(i + 1) : 0)) {
                        throw new BridgeException.RemotePermanent(
                                ErrorCode.VALUE_DOES_NOT_FIT,
                                "Column '" + column.name()
                                        + "' has text with half of a surrogate pair, which UTF-8 can't"
                                        + " hold. CAST(column AS varbinary(max)) keeps the bytes.");
                    }
                    i++;
                }
            }
            return UTF8String.fromString(value);
        }
    }
}
