package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The built application as a process of its own. Its environment is what it is given, and the path. */
final class BridgeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Its bit in a mask of signals. */
    private static final long SIGINT = 1 << (2 - 1);

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern HTTPS = Pattern.compile("(https://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path output;
    private final Path errors;

    private BridgeProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts it.
     *
     * @param directory where it works
     * @param environment variables such as {@code LOG_LEVEL}
     */
    static BridgeProcess start(Path directory, Map<String, String> environment, String... arguments) {
        return start(launcher(), directory, environment, arguments);
    }

    /** Starts another build of it than the one that is tested. */
    static BridgeProcess start(Path application, Path directory, Map<String, String> environment, String... arguments) {
        return start(javaLauncher(application), directory, environment, arguments);
    }

    private static BridgeProcess start(
            List<String> launcher, Path directory, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(arguments));
        try {
            Path output = ProcessOutput.file("bridge-out");
            Path errors = ProcessOutput.file("bridge-err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().retainAll(Set.of("PATH"));
            builder.environment().putAll(environment);
            return new BridgeProcess(builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code -Dbridge.executable} when it is given, such as the native executable; else the packaged application on this JDK. */
    private static List<String> launcher() {
        String executable = System.getProperty("bridge.executable", "");
        return executable.isEmpty()
                ? javaLauncher(Path.of(System.getProperty("bridge.application")))
                : List.of(absolute(executable));
    }

    /** These processes live for seconds: it is the start that costs. */
    private static List<String> javaLauncher(Path application) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-XX:SharedArchiveFile=" + application.toAbsolutePath().resolveSibling("bridge.jsa"),
                "-Xlog:cds*=off",
                "-jar",
                absolute(application.toString()));
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }

    /** Runs {@code serve} on a free port of this machine only, with more arguments; who asks where waits until it listens. */
    static BridgeProcess serve(Path directory, Map<String, String> environment, String... more) {
        return start(directory, environment, serving(more));
    }

    /** Runs {@code serve} of another build. */
    static BridgeProcess serve(Path application, Path directory, Map<String, String> environment, String... more) {
        return start(application, directory, environment, serving(more));
    }

    private static String[] serving(String... more) {
        return Stream.concat(Stream.of("serve", "--host", "127.0.0.1", "--port", "0"), Stream.of(more))
                .toArray(String[]::new);
    }

    /** Waits until it listens. */
    BridgeProcess ready() {
        await().atMost(PATIENCE).until(() -> listens() || !process.isAlive());
        assertThat(listens()).as(errors()).isTrue();
        return this;
    }

    private boolean listens() {
        return LISTENING.matcher(errors()).find();
    }

    /** Where {@code serve} listens. */
    String uri() {
        return said(LISTENING);
    }

    /** Where it listens with TLS, when it has a certificate. */
    URI https() {
        return URI.create(said(HTTPS));
    }

    private String said(Pattern where) {
        Matcher found = where.matcher(ready().errors());
        assertThat(found.find()).as(errors()).isTrue();
        return found.group(1);
    }

    /** Its exit code, when it ends by itself. */
    int exitCode() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("It does not end; its output so far: %s", errors())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: it has no chance to do anything more. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGSTOP: it does nothing more, and its connections stay open, until {@link #resume}. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGINT, as Ctrl+C sends it, and how it ended. A test that runs in a shell's background is skipped: SIGINT is ignored there. */
    int interrupt() throws IOException {
        assumeThat(ignoresInterrupt())
                .as("SIGINT is ignored, as in a shell's background")
                .isFalse();
        signal("INT");
        return exitCode();
    }

    /** What starts it decides: an ignored signal stays ignored in all children. */
    private boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT) != 0);
    }

    /** SIGTERM, and how it ended. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    /** What stands on its standard output by now. */
    String output() {
        return read(output);
    }

    /** What stands on its standard error by now; the log is there. */
    String errors() {
        return read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
