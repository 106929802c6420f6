package io.github.sqldatabricks.bridge.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A web server of somebody else, with one page. */
final class OtherPlace implements AutoCloseable {

    private final HttpServer server;

    private OtherPlace(HttpServer server) {
        this.server = server;
    }

    /** Its page's body. */
    static OtherPlace with(String body) throws IOException {
        byte[] page = ("<!DOCTYPE html><title>Another place</title>" + body).getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", call -> {
            try (call) {
                call.getResponseHeaders().add("Content-Type", "text/html; charset=UTF-8");
                call.sendResponseHeaders(200, page.length);
                call.getResponseBody().write(page);
            }
        });
        server.start();
        return new OtherPlace(server);
    }

    /** By one of this machine's names. */
    String uri(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
