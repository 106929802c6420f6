package io.github.sqldatabricks.bridge.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Zstandard by zstd-jni directly: parquet-java's own codec factory needs Hadoop. For one file; not thread-safe. */
final class ZstandardCodecs implements CompressionCodecFactory, AutoCloseable {

    private final ZstdCompressCtx context;

    /** @param level 1 to 19 */
    ZstandardCodecs(int level) {
        context = new ZstdCompressCtx().setLevel(level);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("expected ZSTD but got " + codec);
        }
        return new Compressor();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("these files are only written");
    }

    @Override
    public void release() {
        close();
    }

    /** Frees the native memory; a second call does nothing. */
    @Override
    public void close() {
        context.close();
    }

    private final class Compressor implements BytesInputCompressor {

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            ByteArrayOutputStream page = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
            bytes.writeAllTo(page);
            return BytesInput.from(context.compress(page.toByteArray()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {
            // The context is shared by all pages of the file and is freed with it.
        }
    }
}
