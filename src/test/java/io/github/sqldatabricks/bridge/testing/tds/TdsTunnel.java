package io.github.sqldatabricks.bridge.testing.tds;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A socket for TLS: its bytes travel in PRELOGIN packets until {@link #open}, and as they are from then on (MS-TDS 3.2.5.1). */
final class TdsTunnel extends Socket {

    /** The client takes no larger ones before the login. */
    private static final int MOST_BYTES = 4000;

    private final Socket socket;
    private final Cut cut;
    private final InputStream packets = new PacketStream();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private InputStream current = new ByteArrayInputStream(new byte[0]);
    private boolean open;

    /** Ends the connection at a step. */
    interface Cut {
        /** Before {@code bytes} are sent. */
        void sending(byte[] bytes) throws IOException;

        /** After something has come. */
        void received() throws IOException;
    }

    TdsTunnel(Socket socket, Cut cut) {
        this.socket = socket;
        this.cut = cut;
    }

    /** The handshake is over. */
    void open() throws IOException {
        flush();
        open = true;
    }

    /** One message for all that was written since the client had its turn: it takes no other. */
    private void flush() throws IOException {
        byte[] message = written.toByteArray();
        written.reset();
        for (int from = 0; from < message.length; from += MOST_BYTES) {
            int to = Math.min(from + MOST_BYTES, message.length);
            byte[] packet = new TdsPacket(
                            TdsPacket.PRELOGIN, to == message.length, Arrays.copyOfRange(message, from, to))
                    .bytes();
            cut.sending(packet);
            socket.getOutputStream().write(packet);
        }
    }

    private final class PacketStream extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (open) {
                return socket.getInputStream().read(bytes, offset, length);
            }
            while (current.available() == 0) {
                flush();
                current = new ByteArrayInputStream(
                        TdsPacket.require(socket.getInputStream()).payload());
                cut.received();
            }
            return current.read(bytes, offset, length);
        }
    }

    @Override
    public InputStream getInputStream() {
        return packets;
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (open) {
                    socket.getOutputStream().write(bytes, offset, length);
                } else {
                    written.write(bytes, offset, length);
                }
            }
        };
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        socket.setSoTimeout(milliseconds);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        socket.setTcpNoDelay(on);
    }

    @Override
    public void shutdownOutput() {
        // The connection is closed as a whole.
    }

    @Override
    public void shutdownInput() {
        // The connection is closed as a whole.
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
