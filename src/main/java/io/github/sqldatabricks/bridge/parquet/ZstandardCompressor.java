package io.github.sqldatabricks.bridge.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferReleaser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.CapacityByteArrayOutputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Zstandard by zstd-jni directly: parquet-java's own codecs need Hadoop. For one file; not thread-safe. */
final class ZstandardCompressor implements BytesInputCompressor, AutoCloseable {

    /** A larger page holds a very large value; it is compressed in pieces, so that it is there once only. */
    private static final int LARGEST_WHOLE = 4 << 20;

    private static final int PIECE_BYTES = 64 << 10;
    private static final int LARGEST_PIECE_BYTES = 4 << 20;

    private final ZstdCompressCtx context;
    private final int level;
    private byte[] buffer = new byte[0];

    /** @param level 1 to 19 */
    ZstandardCompressor(int level) {
        this.level = level;
        context = new ZstdCompressCtx().setLevel(level);
    }

    /** Compresses a page. The answer is valid until the next call; parquet-java copies it before. */
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        return page.size() > LARGEST_WHOLE ? inPieces(page) : whole(page);
    }

    private BytesInput inPieces(BytesInput page) throws IOException {
        CapacityByteArrayOutputStream pieces = new CapacityByteArrayOutputStream(
                PIECE_BYTES, LARGEST_PIECE_BYTES, HeapByteBufferAllocator.getInstance());
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(new Kept(pieces), level)) {
            page.writeAllTo(out);
        }
        return BytesInput.from(pieces);
    }

    /** Closing the compressing stream must not free the pieces. */
    private static final class Kept extends OutputStream {
        private final CapacityByteArrayOutputStream pieces;

        Kept(CapacityByteArrayOutputStream pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(int one) {
            pieces.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            pieces.write(bytes, offset, length);
        }
    }

    private BytesInput whole(BytesInput page) {
        try (ByteBufferReleaser releaser = new ByteBufferReleaser(HeapByteBufferAllocator.getInstance())) {
            ByteBuffer plain = page.toByteBuffer(releaser);
            int offset = plain.arrayOffset() + plain.position();
            byte[] target = target(Math.toIntExact(Zstd.compressBound(plain.remaining())));
            int length = context.compressByteArray(target, 0, target.length, plain.array(), offset, plain.remaining());
            return BytesInput.from(target, 0, length);
        }
    }

    private byte[] target(int length) {
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
