package io.github.sqldatabricks.bridge.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter.LocalFile;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * How the rows of one schema are laid out in files: what stays the same from row group to row group. What a column's type is in Parquet
 * is said here, and how its values are written in {@link VectorWriter}.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Parquet logical types</a>
 */
final class FileFormat {

    /** The dictionaries of all columns may take this part of a row group; in memory they are several times larger. */
    private static final int DICTIONARY_SHARE = 16;

    /** With smaller ones, in hundreds of columns, their lists of 16 KB each cost more memory than they save. */
    private static final int LEAST_DICTIONARY = 4096;

    private static final int FOOTER_BYTES = 3 << 10;

    /** The most decimal digits that an INT32 holds, by the specification. */
    static final int MAX_INT32_DIGITS = 9;

    /**
     * The order of floating-point numbers that every reader knows. parquet-java 1.18 would write IEEE_754_TOTAL_ORDER, at which
     * readers with a thrift decoder of their own stop ("Invalid thrift"): polars before 2.1, delta-rs, DataFusion.
     */
    private static final ColumnOrder OLDER_READERS_ORDER = ColumnOrder.typeDefined();

    private static final int INT16_BITS = 16;

    private final MessageType schema;
    private final List<VectorWriter> writers;
    private final Map<String, String> metadata;
    private final ParquetConfig config;
    private final int atOnce;
    private final ParquetProperties properties;

    /** @param atOnce how many files are written at once in this process */
    FileFormat(RowSchema rows, Map<String, String> metadata, ParquetConfig config, int atOnce) {
        this.schema = schema(rows);
        this.writers = rows.columns().stream().map(VectorWriter::of).toList();
        this.metadata = Map.copyOf(metadata);
        this.config = config;
        this.atOnce = atOnce;
        this.properties = ParquetProperties.builder()
                // Every reader decodes version 1 pages with its fastest code; version 2 gains nothing for flat rows.
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(Math.toIntExact(config.pageSize().asLongValue()))
                .withPageRowCountLimit(config.pageRows())
                .withDictionaryEncoding(config.dictionary() && dictionaryBytes(rows.size()) >= LEAST_DICTIONARY)
                .withDictionaryPageSize(dictionaryBytes(rows.size()))
                // A row can be wider than a page, so none may be too few to look.
                .withMinRowCountForPageSizeCheck(1)
                // Histograms of levels, which are trivial in flat rows; no reader uses them, and they cost CPU.
                .withSizeStatisticsEnabled(false)
                .build();
    }

    ParquetFileWriter newWriter(LocalFile file) throws IOException {
        return new ParquetFileWriter(file, schema, ParquetFileWriter.Mode.CREATE, rowGroupBytes(), 0, null, properties);
    }

    RowGroup newRowGroup(ZstandardCompressor compressor, int ordinal) {
        return new RowGroup(schema, writers, properties, compressor, ordinal);
    }

    long rowGroupBytes() {
        return Math.min(config.rowGroupSize().asLongValue(), heapBytes());
    }

    /** What a row group takes at most, whatever is configured; and the footer. */
    long heapBytes() {
        return HeapShare.ofRowGroup(atOnce);
    }

    /** About how much memory the footer's part of a row group takes: bounds, indexes and objects. */
    long footerBytesOfGroup() {
        return (long) FOOTER_BYTES * schema.getFieldCount();
    }

    long pageBytes() {
        return config.pageSize().asLongValue();
    }

    int compressionLevel() {
        return config.compressionLevel();
    }

    /** The footer's key-value pairs. */
    Map<String, String> metadata() {
        return metadata;
    }

    private int dictionaryBytes(int columns) {
        long share = rowGroupBytes() / DICTIONARY_SHARE / columns;
        return Math.toIntExact(Math.max(1, Math.min(config.dictionarySize().asLongValue(), share)));
    }

    private static MessageType schema(RowSchema schema) {
        Type[] fields = schema.columns().stream().map(FileFormat::field).toArray(Type[]::new);
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
