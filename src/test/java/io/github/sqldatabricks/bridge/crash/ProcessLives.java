package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Lives in JVMs of their own. Most halt at their moment, some are killed from outside wherever they are. */
final class ProcessLives implements Lives {

    private static final int FROM_OUTSIDE_PERCENT = 25;
    private static final int LONGEST_LIFE_MILLIS = 600;

    private final World world;
    private final Path logs;

    /** @param logs a folder for what the processes print */
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
            awaitReady(process, worker);
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

    private void awaitReady(Process process, String worker) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).as(() -> read(log(worker))).isEqualTo("ready");
    }

    private Process start(String worker, Optional<Moment> moment) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWorker.class.getName(),
                worker,
                Integer.toString(world.places().port()),
                world.places().world(),
                world.databricks().uri().toString(),
                world.databricks().token()));
        moment.ifPresent(when -> command.addAll(List.of(when.step().name(), Integer.toString(when.time()))));
        return new ProcessBuilder(command).redirectError(log(worker).toFile()).start();
    }

    private Path log(String worker) {
        return logs.resolve(worker + ".log");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
