package io.github.sqldatabricks.bridge.api.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they are in development, and without a timeout of a stop: Quarkus has not wrapped them. DrainIT has the others. */
class UpgradedRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "X-quarkus-request-wrapper=sent by a caller"})
    void whatNoStopWaitsForIsLeftAsItIs(String cookie) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> {
                        UpgradedRequest.of(request).end();
                        request.response().end("served");
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                    .header("Cookie", cookie)
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("served");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }
}
