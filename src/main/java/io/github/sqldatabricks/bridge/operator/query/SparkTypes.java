package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
}
