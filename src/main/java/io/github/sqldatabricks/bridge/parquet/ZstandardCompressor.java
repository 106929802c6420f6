package io.github.sqldatabricks.bridge.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferReleaser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Zstandard by zstd-jni directly: parquet-java's own codecs need Hadoop. For one file; not thread-safe. */
final class ZstandardCompressor implements BytesInputCompressor, AutoCloseable {

    /** A larger buffer is not kept: it was for a page with one very large value. */
    private static final int KEPT_BYTES = 4 << 20;

    private final ZstdCompressCtx context;
    private byte[] buffer = new byte[0];

    /** @param level 1 to 19 */
    ZstandardCompressor(int level) {
        context = new ZstdCompressCtx().setLevel(level);
    }

    /** Compresses a page. The answer is valid until the next call; parquet-java copies it before. */
    @Override
    public BytesInput compress(BytesInput page) {
        try (ByteBufferReleaser releaser = new ByteBufferReleaser(HeapByteBufferAllocator.getInstance())) {
            ByteBuffer plain = page.toByteBuffer(releaser);
            int offset = plain.arrayOffset() + plain.position();
            byte[] target = target(Math.toIntExact(Zstd.compressBound(plain.remaining())));
            int length = context.compressByteArray(target, 0, target.length, plain.array(), offset, plain.remaining());
            return BytesInput.from(target, 0, length);
        }
    }

    private byte[] target(int length) {
        if (length > KEPT_BYTES) {
            return new byte[length];
        }
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        return buffer;
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
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
}
