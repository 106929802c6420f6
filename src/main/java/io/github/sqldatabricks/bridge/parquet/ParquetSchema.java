package io.github.sqldatabricks.bridge.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.math.BigInteger;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The Parquet schema of rows.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet logical types</a>
 */
final class ParquetSchema {

    /** The most decimal digits that an INT32 holds, by the specification. */
    static final int MAX_INT32_DIGITS = 9;

    /**
     * The order of floating-point numbers that every reader knows. parquet-java 1.18 would write IEEE_754_TOTAL_ORDER, at which
     * readers with a thrift decoder of their own stop ("Invalid thrift"): polars before 2.1, delta-rs, DataFusion.
     */
    private static final ColumnOrder OLDER_READERS_ORDER = ColumnOrder.typeDefined();

    private static final int INT16_BITS = 16;

    private ParquetSchema() {}

    static MessageType of(RowSchema schema) {
        Type[] fields = schema.columns().stream().map(ParquetSchema::field).toArray(Type[]::new);
        return new MessageType("row", fields);
    }

    /** The bytes that the largest unscaled value of so many digits needs in two's complement. */
    static int decimalBytes(int precision) {
        BigInteger largest = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
        return largest.bitLength() / Byte.SIZE + 1;
    }

    private static Type field(Column column) {
        return primitive(column).named(column.name());
    }

    private static Types.PrimitiveBuilder<PrimitiveType> primitive(Column column) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case BOOL -> start(column, PrimitiveTypeName.BOOLEAN);
            case INT16 -> start(column, PrimitiveTypeName.INT32).as(intType(INT16_BITS, true));
            case INT32 -> start(column, PrimitiveTypeName.INT32);
            case INT64 -> start(column, PrimitiveTypeName.INT64);
            case FLOAT32 -> start(column, PrimitiveTypeName.FLOAT).columnOrder(OLDER_READERS_ORDER);
            case FLOAT64 -> start(column, PrimitiveTypeName.DOUBLE).columnOrder(OLDER_READERS_ORDER);
            case DECIMAL -> decimal(column, (ColumnType.Decimal) type);
            case TEXT -> start(column, PrimitiveTypeName.BINARY).as(stringType());
            case BYTES -> start(column, PrimitiveTypeName.BINARY);
            case DATE -> start(column, PrimitiveTypeName.INT32).as(dateType());
            case LOCAL_TIMESTAMP -> start(column, PrimitiveTypeName.INT64).as(timestampType(false, TimeUnit.MICROS));
            case INSTANT -> start(column, PrimitiveTypeName.INT64).as(timestampType(true, TimeUnit.MICROS));
        };
    }

    private static Types.PrimitiveBuilder<PrimitiveType> decimal(Column column, ColumnType.Decimal type) {
        Types.PrimitiveBuilder<PrimitiveType> builder;
        if (type.precision() <= MAX_INT32_DIGITS) {
            builder = start(column, PrimitiveTypeName.INT32);
        } else if (type.fitsLong()) {
            builder = start(column, PrimitiveTypeName.INT64);
        } else {
            builder = start(column, PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY).length(decimalBytes(type.precision()));
        }
        return builder.as(decimalType(type.scale(), type.precision()));
    }

    private static Types.PrimitiveBuilder<PrimitiveType> start(Column column, PrimitiveTypeName physical) {
        return column.nullable() ? Types.optional(physical) : Types.required(physical);
    }
}
