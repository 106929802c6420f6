package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for secrets in everything that the suite and the processes that it started wrote, and in the answers they gave. */
public final class OutputScan {

    private static final String OPENED = "<system-";
    private static final String CLOSED = "</system-";
    private static final int SHOWN = 160;

    private OutputScan() {}

    /**
     * Looks through the files below the folders: reports of Surefire and Failsafe ({@code .xml}), of which only the captured
     * output counts (names of tests hold what they try), and other files wholly.
     *
     * @return one text per finding, with the secret itself masked; empty is good
     */
    public static List<String> findings(List<Path> folders) throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.isDirectory(folder) ? Files.walk(folder) : Stream.empty()) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    scan(file, findings);
                }
            }
        }
        return findings;
    }

    private static void scan(Path file, List<String> findings) throws IOException {
        boolean report = file.toString().endsWith(".xml");
        boolean output = !report;
        // Processes that are killed leave bytes that are no text.
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\n")) {
            output |= report && line.contains(OPENED);
            if (output) {
                KnownSecrets.in(line).forEach(secret -> findings.add(finding(file, line, secret)));
            }
            output &= !(report && line.contains(CLOSED));
        }
    }

    private static String finding(Path file, String line, String secret) {
        String masked = line.strip().replace(secret, secret.substring(0, 2) + "***");
        return file.getFileName() + ": " + masked.substring(0, Math.min(SHOWN, masked.length()));
    }
}
