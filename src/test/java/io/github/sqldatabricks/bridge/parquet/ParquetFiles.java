package io.github.sqldatabricks.bridge.parquet;

import com.github.luben.zstd.Zstd;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** Files of the tests: written by the bridge, read by parquet-java's own reader. */
final class ParquetFiles {

    private ParquetFiles() {}

    static ParquetRowFileWriter writer() {
        return writer(Map.of());
    }

    /** @param settings over the defaults, such as {@code bridge.parquet.row-group-size} */
    static ParquetRowFileWriter writer(Map<String, String> settings) {
        return new ParquetRowFileWriter(config(settings), 2);
    }

    static ParquetConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withMapping(ParquetConfig.class)
                .build()
                .getConfigMapping(ParquetConfig.class);
    }

    static ParquetMetadata footer(Path file) throws IOException {
        try (ParquetFileReader reader = open(file)) {
            return reader.getFooter();
        }
    }

    static ParquetFileReader open(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new Decompression())
                .build();
        return ParquetFileReader.open(new LocalInputFile(file), options);
    }

    static List<Group> read(Path file) throws IOException {
        List<Group> rows = new ArrayList<>();
        try (ParquetFileReader reader = open(file)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    rows.add(records.read());
                }
            }
        }
        return rows;
    }

    /** The column's value as a {@code ColumnVector} keeps it. */
    static Object value(Group row, int column, ColumnType type) {
        if (type instanceof ColumnType.Text) {
            return row.getString(column, 0);
        }
        PrimitiveType physical = row.getType().getType(column).asPrimitiveType();
        return switch (physical.getPrimitiveTypeName()) {
            case BOOLEAN -> row.getBoolean(column, 0) ? 1L : 0L;
            case INT32 -> (long) row.getInteger(column, 0);
            case INT64 -> row.getLong(column, 0);
            case FLOAT -> (double) row.getFloat(column, 0);
            case DOUBLE -> row.getDouble(column, 0);
            case BINARY -> row.getBinary(column, 0).getBytes();
            case FIXED_LEN_BYTE_ARRAY -> new BigInteger(row.getBinary(column, 0).getBytes());
            case INT96 -> throw new AssertionError("INT96 is never written");
        };
    }

    /** Zstandard, as parquet-java's own factory would do it with Hadoop. */
    private static final class Decompression implements CompressionCodecFactory {

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            assertZstandard(codec);
            return new BytesInputDecompressor() {
                @Override
                @SuppressWarnings("deprecation")
                public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                    return BytesInput.from(Zstd.decompress(bytes.toByteArray(), size));
                }

                @Override
                public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size) {
                    byte[] bytes = new byte[compressed];
                    input.get(bytes);
                    output.put(Zstd.decompress(bytes, size));
                }

                @Override
                public void release() {
                    // nothing is held
                }
            };
        }

        private static void assertZstandard(CompressionCodecName codec) {
            if (codec != CompressionCodecName.ZSTD) {
                throw new AssertionError("expected ZSTD pages but the file has " + codec);
            }
        }

        @Override
        public void release() {
            // nothing is held
        }
    }
}
