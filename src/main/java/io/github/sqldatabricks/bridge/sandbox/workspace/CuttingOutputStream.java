package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Fails after a number of bytes, as a connection that breaks does. */
final class CuttingOutputStream extends FilterOutputStream {

    private long remaining;

    CuttingOutputStream(OutputStream out, long limit) {
        super(out);
        this.remaining = limit;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int allowed = (int) Math.min(length, remaining);
        out.write(bytes, offset, allowed);
        remaining -= allowed;
        if (remaining == 0) {
            out.flush();
            throw new IOException("cut as asked");
        }
    }
}
