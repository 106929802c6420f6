package io.github.sqldatabricks.bridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a process of its own with {@code -Xmx256m}, for what may not grow with the data. */
public final class SmallProcess {

    private static final int SECONDS = 300;
    private static final int FIRST_WITHOUT_STARVATION = 25;

    private SmallProcess() {}

    /**
     * Runs it to its end, which has to be a good one.
     *
     * @param folder for what it writes
     * @param main gets the arguments, and as one more the file that it writes its result to
     * @return its result
     */
    public static String run(Path folder, Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path result = folder.resolve("result");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(steadyAllocation());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        command.add(result.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
            return Files.readString(result);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Before JDK 25, a thread gives up with an OutOfMemoryError, although there is memory, when native code of other threads (zstd)
     * holds the collector up three times; on a busy machine that happens (JDK-8192647; docs/operations.md).
     */
    private static List<String> steadyAllocation() {
        return Runtime.version().feature() < FIRST_WITHOUT_STARVATION
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:GCLockerRetryAllocationCount=1000")
                : List.of();
    }
}
