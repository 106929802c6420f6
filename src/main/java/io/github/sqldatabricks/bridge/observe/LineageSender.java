package io.github.sqldatabricks.bridge.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.duty.Duty;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends events one after the other on a thread of its own. An event that is not taken within the time-out is lost, and so is
 * one that finds the queue full; both are counted. Thread-safe.
 */
@ApplicationScoped
public class LineageSender {

    private static final Logger LOG = Logger.getLogger(LineageSender.class);
    private static final int REDIRECTION = 300;
    /** Beyond its time-out, before a request counts as one that never ends. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    private final LineageConfig config;
    private final Counter sent;
    private final Counter lost;
    private final Duty duty;
    private final ObjectMapper json = new ObjectMapper();
    private final ThreadPoolExecutor thread;
    private final HttpClient client;

    public LineageSender(LineageConfig config, MeterRegistry registry, Duties duties) {
        this.config = config;
        this.sent = registry.counter(Meters.LINEAGE_SENT);
        this.lost = registry.counter(Meters.LINEAGE_LOST);
        this.duty = duties.onDemand("lineage", config.timeout().plus(GRACE));
        this.client = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(config.queueCapacity()),
                LineageSender::daemon,
                (event, full) -> lost.increment());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void send(LineageEvent event) {
        thread.execute(() -> {
            if (!duty.run(() -> post(event))) {
                lost.increment();
            }
        });
    }

    private void post(LineageEvent event) {
        try {
            HttpResponse<Void> answer = client.send(request(event), HttpResponse.BodyHandlers.discarding());
            count(answer.statusCode() < REDIRECTION, "status " + answer.statusCode());
        } catch (IOException e) {
            count(false, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost.increment();
        }
    }

    private HttpRequest request(LineageEvent event) throws JsonProcessingException {
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url().orElseThrow())
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(event)));
        config.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request.build();
    }

    private void count(boolean taken, String why) {
        if (taken) {
            sent.increment();
        } else {
            lost.increment();
            LOG.debugf("A lineage event was not taken: %s", why);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "lineage");
        thread.setDaemon(true);
        return thread;
    }

    /** What waits gets as long as one event may take. */
    @PreDestroy
    void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow().forEach(event -> lost.increment());
        }
    }
}
