package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer.Refusal;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Turns HTTP exchanges into calls, lets faults strike, and sends the first endpoint's answer. */
final class CallHandler implements HttpHandler {

    private static final Logger LOG = Logger.getLogger(CallHandler.class);

    private final List<Endpoint> endpoints;
    private final FaultQueue faults;

    CallHandler(List<Endpoint> endpoints, FaultQueue faults) {
        this.endpoints = List.copyOf(endpoints);
        this.faults = faults;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Call call = call(exchange);
        try (exchange) {
            handle(exchange, call);
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "The call ended without a whole answer: %s %s", call.method(), call.path());
        }
    }

    private void handle(HttpExchange exchange, Call call) throws IOException {
        Effect effect = faults.take(call).orElse(null);
        if (effect instanceof Effect.CutRequest cut) {
            call.body().readNBytes(Math.toIntExact(cut.afterBytes()));
        } else if (effect instanceof Effect.Respond respond) {
            send(exchange, call, respond.answer(), Long.MAX_VALUE);
        } else if (effect instanceof Effect.CutResponse cut) {
            send(exchange, call, answer(call), cut.afterBytes());
        } else if (effect instanceof Effect.Truncate truncate) {
            send(exchange, call, answer(withBody(call, truncate.bytes())), Long.MAX_VALUE);
        } else {
            if (effect instanceof Effect.Hold hold) {
                hold(hold);
            }
            send(exchange, call, answer(call), Long.MAX_VALUE);
        }
    }

    private Answer answer(Call call) throws IOException {
        try {
            for (Endpoint endpoint : endpoints) {
                Optional<Answer> answer = endpoint.answer(call);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            return Answer.error(404, "ENDPOINT_NOT_FOUND", "No API found for '" + call.path() + "'.");
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (RuntimeException e) {
            LOG.warnf(e, "The sandbox's workspace failed: %s %s", call.method(), call.path());
            return Answer.error(500, "INTERNAL_ERROR", "The sandbox's workspace failed; see its log.");
        }
    }

    private static void send(HttpExchange exchange, Call call, Answer answer, long limit) throws IOException {
        // A client that still writes would see a reset connection instead of the answer.
        call.body().transferTo(OutputStream.nullOutputStream());
        if (limit == 0) {
            throw new IOException("cut as asked, before the answer");
        }
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean bodiless = answer.length() == 0 || call.method().equals("HEAD");
        // The server's own convention: -1 is no body, 0 is a body of unknown length.
        exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : Math.max(0, answer.length()));
        if (!bodiless) {
            OutputStream out = exchange.getResponseBody();
            answer.body().writeTo(limit == Long.MAX_VALUE ? out : new CuttingOutputStream(out, limit));
            out.close();
        }
    }

    private static void hold(Effect.Hold hold) throws IOException {
        hold.arrived().countDown();
        try {
            hold.release().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while held", e);
        }
    }

    private static Call withBody(Call call, long bytes) {
        InputStream body = new LimitedInputStream(call.body(), bytes);
        return new Call(call.method(), call.path(), call.query(), call.headers(), body);
    }

    private static Call call(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()),
                headers,
                new Unclosed(exchange.getRequestBody()));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(decode(name), decode(value));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Stays open when a JSON parser closes it: the rest must be read before the answer is sent. */
    private static final class Unclosed extends FilterInputStream {
        private Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The exchange closes the stream.
        }
    }

    /** Fails after a number of bytes, as a connection that breaks does. */
    private static final class CuttingOutputStream extends FilterOutputStream {

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

    /** The first bytes of another stream. */
    static final class LimitedInputStream extends FilterInputStream {

        private long remaining;

        LimitedInputStream(InputStream in, long limit) {
            super(in);
            this.remaining = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (remaining <= 0) {
                return -1;
            }
            int count = super.read(buffer, offset, (int) Math.min(length, remaining));
            remaining -= Math.max(count, 0);
            return count;
        }
    }
}
