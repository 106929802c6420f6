package io.github.sqldatabricks.bridge.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Receives spans as a collector does: OTLP over HTTP, in protobuf.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto">trace.proto,
 *     whose field numbers these are</a>
 */
public final class OtlpReceiver {

    private static final int SPAN_KIND_CLIENT = 3;

    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** @param attributes as text, by name */
    public record ReceivedSpan(
            String traceId, String spanId, String parentId, String name, long kind, Map<String, String> attributes) {
        public boolean isClient() {
            return kind == SPAN_KIND_CLIENT;
        }
    }

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    /** A receiver on a free port of this machine; it lives as long as the JVM. */
    public static OtlpReceiver start() {
        try {
            OtlpReceiver receiver =
                    new OtlpReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            receiver.server.createContext("/v1/traces", receiver::receive);
            receiver.server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** All spans that have arrived, of the process or all processes that send them here. */
    public List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    /** The spans of a trace that have arrived. */
    public List<ReceivedSpan> spans(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    private void receive(HttpExchange call) throws IOException {
        try (call) {
            UnknownFieldSet request =
                    UnknownFieldSet.parseFrom(call.getRequestBody().readAllBytes());
            messages(request, 1)
                    .flatMap(resource -> messages(resource, 2))
                    .flatMap(scope -> messages(scope, 2))
                    .map(OtlpReceiver::span)
                    .forEach(spans::add);
            call.sendResponseHeaders(200, -1);
        }
    }

    private static ReceivedSpan span(UnknownFieldSet span) {
        Map<String, String> attributes = messages(span, 9)
                .collect(Collectors.toMap(
                        pair -> text(pair, 1),
                        pair -> messages(pair, 2)
                                .map(OtlpReceiver::value)
                                .findFirst()
                                .orElse("")));
        List<Long> kind = span.getField(6).getVarintList();
        return new ReceivedSpan(
                hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), kind.isEmpty() ? 0 : kind.get(0), attributes);
    }

    private static String value(UnknownFieldSet value) {
        return value.hasField(1)
                ? text(value, 1)
                : value.asMap().values().stream()
                        .flatMap(field -> field.getVarintList().stream())
                        .map(String::valueOf)
                        .collect(Collectors.joining());
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream().map(OtlpReceiver::parse);
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(UnknownFieldSet message, int field) {
        return first(message, field).toStringUtf8();
    }

    private static String hex(UnknownFieldSet message, int field) {
        return HexFormat.of().formatHex(first(message, field).toByteArray());
    }

    private static ByteString first(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .findFirst()
                .orElse(ByteString.EMPTY);
    }
}
