package io.github.sqldatabricks.bridge.testing.tds;

import io.github.sqldatabricks.bridge.testing.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks enough of TDS for pre-login, TLS, a login and statements without a meaning, and can hang up at each step before the login
 * is through. It remembers what it was told.
 */
public final class TdsServer implements AutoCloseable {

    private static final char[] PASSWORD = "password-of-the-store".toCharArray();
    private static final int NEVER = Integer.MAX_VALUE;

    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final SSLContext tls;
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final List<byte[]> logins = new CopyOnWriteArrayList<>();
    private final List<byte[]> negotiations = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();
    private volatile int cutAt = NEVER;
    private volatile Optional<byte[]> challenge = Optional.empty();
    private volatile Function<String, Optional<byte[]>> refusals = batch -> Optional.empty();

    /** A server on a free port of the loopback address, with a certificate that nobody trusts. */
    public TdsServer() throws IOException, GeneralSecurityException, InterruptedException {
        tls = context();
        Thread accept = new Thread(this::accept, "tds-accept");
        accept.setDaemon(true);
        accept.start();
    }

    private static SSLContext context() throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("tds");
        Path file = folder.resolve("server.p12");
        SelfSigned.write(file, "tds.example", new String(PASSWORD));
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Files.delete(file);
        Files.delete(folder);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Where to connect, on the loopback address. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The statements that came as batches. */
    public List<String> batches() {
        return List.copyOf(batches);
    }

    /** The LOGIN7 messages. */
    public List<byte[]> logins() {
        return List.copyOf(logins);
    }

    /** The answers to {@link #challenge}. */
    public List<byte[]> negotiations() {
        return List.copyOf(negotiations);
    }

    /** Answers each login with this token of a negotiation first. */
    public void challenge(byte[] token) {
        challenge = Optional.of(token);
    }

    /** Refuses the statements that begin so with an error. */
    public void refuse(String beginning, int error, String text) {
        refusals = batch -> batch.startsWith(beginning) ? Optional.of(TdsAnswers.error(error, text)) : Optional.empty();
    }

    /** Hangs up at a step of the next connections, counted from 0: each packet that comes and each that is sent is one. */
    public void cutAt(int step) {
        cutAt = step;
        steps.set(0);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                steps.set(0);
                Thread thread = new Thread(() -> serve(client), "tds-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // Closed, which ends the loop.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            TdsPacket.require(client.getInputStream());
            step(client, new byte[0]);
            send(client, client, TdsAnswers.prelogin());
            SSLSocket encrypted = handshake(client);
            logIn(client, encrypted);
            for (TdsPacket packet = TdsPacket.read(encrypted.getInputStream());
                    packet != null;
                    packet = TdsPacket.read(encrypted.getInputStream())) {
                answer(client, encrypted, packet);
            }
        } catch (IOException e) {
            // The connection is gone, which is what this class is for.
        }
    }

    private SSLSocket handshake(Socket client) throws IOException {
        TdsTunnel tunnel = new TdsTunnel(client, new TdsTunnel.Cut() {
            @Override
            public void sending(byte[] bytes) throws IOException {
                step(client, bytes);
            }

            @Override
            public void received() throws IOException {
                step(client, new byte[0]);
            }
        });
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(tunnel, null, true);
        // With a newer one the client's last message would come outside of the packets; SQL Server has it with TDS 8
        // only.
        encrypted.setEnabledProtocols(new String[] {"TLSv1.2"});
        encrypted.startHandshake();
        tunnel.open();
        return encrypted;
    }

    private void logIn(Socket client, SSLSocket encrypted) throws IOException {
        logins.add(message(encrypted.getInputStream(), TdsPacket.require(encrypted.getInputStream())));
        step(client, new byte[0]);
        if (challenge.isPresent()) {
            send(client, encrypted, TdsAnswers.sspi(challenge.get()));
            negotiations.add(message(encrypted.getInputStream(), TdsPacket.require(encrypted.getInputStream())));
        }
        send(client, encrypted, TdsAnswers.loggedIn());
        cutAt = NEVER;
    }

    private void answer(Socket client, SSLSocket encrypted, TdsPacket first) throws IOException {
        byte[] message = message(encrypted.getInputStream(), first);
        if (first.type() != TdsPacket.SQL_BATCH) {
            send(client, encrypted, TdsAnswers.done());
            return;
        }
        int headers = Byte.toUnsignedInt(message[0]);
        String text = new String(message, headers, message.length - headers, StandardCharsets.UTF_16LE);
        batches.add(text);
        boolean selects = text.equals("SELECT 1");
        send(
                client,
                encrypted,
                refusals.apply(text).orElseGet(() -> selects ? TdsAnswers.number(1) : TdsAnswers.done()));
    }

    private static byte[] message(InputStream stream, TdsPacket first) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        TdsPacket packet = first;
        message.writeBytes(packet.payload());
        while (!packet.last()) {
            packet = TdsPacket.require(stream);
            message.writeBytes(packet.payload());
        }
        return message.toByteArray();
    }

    private void send(Socket client, Socket through, byte[] payload) throws IOException {
        byte[] bytes = new TdsPacket(TdsPacket.ANSWER, true, payload).bytes();
        if (through == client) {
            step(client, bytes);
        } else {
            step(client, new byte[0]);
        }
        through.getOutputStream().write(bytes);
        through.getOutputStream().flush();
    }

    /** Sends half of {@code bytes} and hangs up, when it is time. */
    private void step(Socket client, byte[] bytes) throws IOException {
        if (steps.getAndIncrement() == cutAt) {
            client.getOutputStream().write(Arrays.copyOf(bytes, bytes.length / 2));
            client.close();
            throw new IOException("cut");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
