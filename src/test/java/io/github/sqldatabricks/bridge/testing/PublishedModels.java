package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The models that Airbyte publishes ({@code pip install airbyte-protocol-models-pdv2}), run by Python where it has them.
 * {@code BRIDGE_TEST_AIRBYTE_MODELS} names the folder that they were installed to.
 */
public final class PublishedModels {

    private static final String SCRIPT = """
            import sys, warnings
            warnings.simplefilter("ignore")
            from airbyte_protocol.models import AirbyteMessage
            parse = getattr(AirbyteMessage, "model_validate_json", None) or AirbyteMessage.parse_raw
            problems = 0
            for number, line in enumerate(sys.stdin.buffer, 1):
                try:
                    message = parse(line)
                    if not any(getattr(message, name) for name in
                               ("record", "state", "log", "spec", "connectionStatus", "catalog", "trace")):
                        raise ValueError("a message without content")
                except Exception as problem:
                    problems += 1
                    print(f"line {number}: {problem}")
            print(f"{problems} problems")
            """;

    private PublishedModels() {}

    /** Whether this machine has them. */
    public static boolean areThere() {
        return "0 problems".equals(run("").orElse(""));
    }

    /** What the models say about a source's standard output: {@code 0 problems}, or which. */
    public static String check(String output) {
        return run(output).orElse("Python ended with an error");
    }

    private static Optional<String> run(String input) {
        try {
            Path lines = Files.writeString(ProcessOutput.file("airbyte-models-in"), input);
            Path answer = ProcessOutput.file("airbyte-models-out");
            ProcessBuilder builder = new ProcessBuilder("python3", "-c", SCRIPT)
                    .redirectInput(lines.toFile())
                    .redirectOutput(answer.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            Optional.ofNullable(System.getenv("BRIDGE_TEST_AIRBYTE_MODELS"))
                    .ifPresent(path -> builder.environment().put("PYTHONPATH", path));
            Process python = builder.start();
            boolean ended = python.waitFor(1, TimeUnit.MINUTES) && python.exitValue() == 0;
            return ended
                    ? Optional.of(
                            Files.readString(answer, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
