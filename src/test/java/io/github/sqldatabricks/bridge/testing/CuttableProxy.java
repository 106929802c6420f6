package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy in front of a real server that can cut its connections, at once or after some bytes, or let nothing
 * through any more. It knows no protocol.
 */
public final class CuttableProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 8192;

    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicLong answeredBytes = new AtomicLong();
    private final Object gate = new Object();
    private volatile long cutAfterBytes = Long.MAX_VALUE;
    private volatile boolean refusing;
    private long answersBeforeStall = Long.MAX_VALUE;
    private boolean stalled;

    private CuttableProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    /** A proxy on a free local port. */
    public static CuttableProxy to(String host, int port) throws IOException {
        return new CuttableProxy(new InetSocketAddress(host, port));
    }

    /** Where to connect, on the loopback address. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Bytes that the server has sent so far, over all connections. */
    public long answeredBytes() {
        return answeredBytes.get();
    }

    /** Cuts every connection as soon as the server has sent this many more bytes. */
    public void cutAfter(long bytes) {
        cutAfterBytes = answeredBytes.get() + bytes;
    }

    /** Cuts every connection now. */
    public void cut() {
        synchronized (sockets) {
            sockets.forEach(CuttableProxy::close);
            sockets.clear();
        }
    }

    /** Cuts every connection and each new one at once, as if there were no server. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /** Ends a refusal. */
    public void admit() {
        refusing = false;
    }

    /** Keeps the connections open but passes no more of the server's answers on. */
    public void stall() {
        synchronized (gate) {
            stalled = true;
        }
    }

    /** Stalls when so many more answers, or pieces of one, have come: who gets no answer is as good as frozen. */
    public void stallAfter(long answers) {
        synchronized (gate) {
            answersBeforeStall = answers;
        }
    }

    /** Whether it stalls now. */
    public boolean isStalled() {
        synchronized (gate) {
            return stalled;
        }
    }

    /** Ends a stall. */
    public void resume() {
        synchronized (gate) {
            answersBeforeStall = Long.MAX_VALUE;
            stalled = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        resume();
        cut();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            if (refusing) {
                client.close();
                continue;
            }
            Socket server = new Socket(target.getAddress(), target.getPort());
            synchronized (sockets) {
                sockets.add(client);
                sockets.add(server);
            }
            start("proxy-to-server", () -> pass(client, server, false));
            start("proxy-to-client", () -> pass(server, client, true));
        }
    }

    private void pass(Socket from, Socket to, boolean answers) throws IOException {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (answers && !mayPass(count)) {
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        }
    }

    private boolean mayPass(int count) {
        awaitResume();
        if (answeredBytes.addAndGet(count) < cutAfterBytes) {
            return true;
        }
        cut();
        return false;
    }

    private void awaitResume() {
        synchronized (gate) {
            stalled |= answersBeforeStall-- <= 0;
            while (stalled) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("could not cut a connection", e);
        }
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(() -> runUntilCut(work), name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void runUntilCut(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            // The connection is gone, which is what this class is for.
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
