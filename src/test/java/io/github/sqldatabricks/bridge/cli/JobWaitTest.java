package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wait for a service's job. Catches a caller who takes an interrupted command's job for cancelled, and a password that is printed. */
@Timeout(60)
class JobWaitTest {

    private static final String JOB = "7a3c2b1d-0f1e-4d5c-8b9a-112233445566";
    /** 128 and the number of SIGTERM; that of SIGINT gives 130. */
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    private final CountDownLatch looked = new CountDownLatch(1);
    private volatile String status = "running";
    private HttpServer service;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            byte[] answer = ("{\"job_id\": \"" + JOB + "\", \"status\": \"" + status + "\", \"results\": []}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            if (exchange.getRequestMethod().equals("GET")) {
                looked.countDown();
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicate run sales",
                "replicate backfill sales dbo.orders --from 1 --to 2",
                "extract --country bolivia",
                "jobs watch " + JOB
            })
    void whoInterruptsItIsToldThatTheJobGoesOnAndHowToCancelIt(String command) throws Exception {
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder((Path.of(System.getProperty("java.home"), "bin", "java")
                                + " -cp CLASSPATH " + BridgeMain.class.getName() + " " + command + " --url " + url())
                        .replace("CLASSPATH", System.getProperty("java.class.path"))
                        .split(" "))
                .redirectError(errors.toFile())
                .start();
        try {
            looked.await();
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
            assertThat(Files.readString(errors))
                    .contains("Interrupted, but job " + JOB
                            + " goes on at the service. To cancel it: bridge jobs cancel " + JOB + " --url " + url());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aJobThatHasEndedIsReturnedAndNoUserOfTheUrlIsPrinted() throws InterruptedException {
        status = "completed";
        StringWriter progress = new StringWriter();
        JobWait wait = new JobWait(ServiceClient.at(url()), JOB, new PrintWriter(progress));
        assertThat(wait.untilEnded().path("status").asText()).isEqualTo("completed");
        assertThat(looked.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(progress.toString()).isEmpty();
        JobWait secret = new JobWait(
                ServiceClient.at(url().replace("//", "//ana:secret@") + "/api/v1/"), JOB, new PrintWriter(progress));
        assertThat(secret.advice()).endsWith(" --url " + url() + "/api/v1").doesNotContain("secret", "ana");
    }

    private String url() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }
}
