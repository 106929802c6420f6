package io.github.sqldatabricks.bridge.crash;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lives in JVMs of their own. Most halt at their moment, some are killed from outside wherever they are. */
final class ProcessLives implements Lives {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FROM_OUTSIDE_PERCENT = 25;
    private static final int LONGEST_LIFE_MILLIS = 600;

    private final World world;
    private final Path logs;
    private final Map<String, Path> outputs = new ConcurrentHashMap<>();

    /** @param logs a folder where the processes say that they are ready */
    ProcessLives(World world, Path logs) {
        this.world = world;
        this.logs = logs;
    }

    @Override
    public Optional<String> live(String worker, Optional<Moment> moment, Random random) throws Exception {
        boolean fromOutside = moment.isPresent() && random.nextInt(100) < FROM_OUTSIDE_PERCENT;
        int millis = random.nextInt(LONGEST_LIFE_MILLIS);
        Process process = start(worker, fromOutside ? Optional.empty() : moment);
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !process.isAlive() || Files.exists(ready(worker)));
            boolean killed = fromOutside && !process.waitFor(millis, TimeUnit.MILLISECONDS);
            if (killed) {
                process.destroyForcibly().waitFor();
                return Optional.of("KILLED_FROM_OUTSIDE");
            }
            return step(process.waitFor(), worker);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Optional<String> step(int exitCode, String worker) throws IOException {
        Optional<String> step = KilledWorker.stepOf(exitCode).map(Step::name);
        if (step.isEmpty()) {
            assertThat(exitCode).as(Files.readString(log(worker))).isZero();
        }
        return step;
    }

    private Process start(String worker, Optional<Moment> moment) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWorker.class.getName(),
                worker,
                Integer.toString(world.databases().places().port()),
                world.databases().places().world(),
                world.databricks().uri().toString(),
                world.databricks().token(),
                ready(worker).toString()));
        moment.ifPresent(when -> command.addAll(List.of(when.step().name(), Integer.toString(when.time()))));
        outputs.put(worker, ProcessOutput.file(worker));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(worker).toFile())
                .start();
    }

    private Path log(String worker) {
        return outputs.get(worker);
    }

    private Path ready(String worker) {
        return logs.resolve(worker + ".ready");
    }
}
