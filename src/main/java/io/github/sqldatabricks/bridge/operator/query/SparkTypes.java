package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the bridge's types are in Spark; the same as in docs/types.md. */
final class SparkTypes {

    private static final Map<Class<? extends ColumnType>, DataType> PLAIN = Map.ofEntries(
            Map.entry(ColumnType.Bool.class, DataTypes.BooleanType),
            Map.entry(ColumnType.Int16.class, DataTypes.ShortType),
            Map.entry(ColumnType.Int32.class, DataTypes.IntegerType),
            Map.entry(ColumnType.Int64.class, DataTypes.LongType),
            Map.entry(ColumnType.Float32.class, DataTypes.FloatType),
            Map.entry(ColumnType.Float64.class, DataTypes.DoubleType),
            Map.entry(ColumnType.Text.class, DataTypes.StringType),
            Map.entry(ColumnType.Bytes.class, DataTypes.BinaryType),
            Map.entry(ColumnType.Date.class, DataTypes.DateType),
            Map.entry(ColumnType.LocalTimestamp.class, DataTypes.TimestampNTZType),
            Map.entry(ColumnType.Instant.class, DataTypes.TimestampType));

    private SparkTypes() {}

    /** All columns can be null: what SQL Server says about expressions is not always so. */
    static StructType schema(RowSchema schema) {
        return new StructType(schema.columns().stream()
                .map(column -> new StructField(column.name(), of(column.type()), true, Metadata.empty()))
                .toArray(StructField[]::new));
    }

    static DataType of(ColumnType type) {
        return type instanceof ColumnType.Decimal decimal
                ? DataTypes.createDecimalType(decimal.precision(), decimal.scale())
                : PLAIN.get(type.getClass());
    }
}
