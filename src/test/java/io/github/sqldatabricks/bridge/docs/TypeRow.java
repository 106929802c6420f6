package io.github.sqldatabricks.bridge.docs;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * What becomes of a type, as docs/types.md says it.
 *
 * @param bridge the bridge's own name of the type
 * @param parquet physical and logical type, as a file that was written has them
 * @param databricks the type that Databricks infers from those
 * @see <a href="https://github.com/apache/spark/blob/v4.0.0/sql/core/src/main/scala/org/apache/spark/sql/execution/datasources/parquet/ParquetSchemaConverter.scala">Spark's ParquetToSparkSchemaConverter</a>
 */
record TypeRow(String bridge, String parquet, String databricks) {

    /** Writes a file with one column of the type and looks at its footer. */
    static TypeRow of(ColumnType type, RowFileWriter writer, Path folder) throws IOException {
        PrimitiveType written = written(type, writer, folder.resolve("type.parquet"));
        return new TypeRow(type.getClass().getSimpleName(), parquet(written), databricks(written));
    }

    private static PrimitiveType written(ColumnType type, RowFileWriter writer, Path file) throws IOException {
        RowSchema schema = new RowSchema(List.of(new Column("c", type, true, "any")));
        try (RowFile rows = writer.create(file, schema, Map.of())) {
            rows.finish();
        }
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            return reader.getFileMetaData().getSchema().getType(0).asPrimitiveType();
        } finally {
            Files.delete(file);
        }
    }

    private static String parquet(PrimitiveType type) {
        String physical = type.getPrimitiveTypeName().name();
        String length = type.getTypeLength() > 0 ? "(" + type.getTypeLength() + ")" : "";
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        return physical + length + (logical == null ? "" : " " + logical);
    }

    private static String databricks(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal) {
            return "DECIMAL(" + decimal.getPrecision() + ", " + decimal.getScale() + ")";
        }
        if (logical instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation timestamp) {
            return timestamp.isAdjustedToUTC() ? "TIMESTAMP" : "TIMESTAMP_NTZ";
        }
        if (logical instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation integer && integer.getBitWidth() == 16) {
            return "SMALLINT";
        }
        if (logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
            return "DATE";
        }
        return logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation ? "STRING" : plain(type);
    }

    private static String plain(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "BOOLEAN";
            case INT32 -> "INT";
            case INT64 -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case BINARY -> "BINARY";
            case FIXED_LEN_BYTE_ARRAY, INT96 -> throw new AssertionError(type + " is written without a meaning");
        };
    }
}
