package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.replication.plan.TargetInspection;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxCatalogue;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxData;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase;
import io.github.sqldatabricks.bridge.testing.FakeDeltaTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows docs/replication.md: its files, its commands, and the lines that it prints of their results. Catches a page that is not so. */
class ReplicationDocumentTest {

    private static final Pattern PART = Pattern.compile(
            "```(yaml|text)\\n(.*?)\\n```|(?m:^    \\./bridge replicate plan ([^\\n]*)$)", Pattern.DOTALL);
    private static final Pattern STREAM = Pattern.compile("--stream (\\S+)");

    @TempDir
    Path folder;

    private SandboxDatabase database;
    private TargetInspection targets;

    @BeforeEach
    void load() throws SQLException {
        database = SandboxDatabase.inMemory();
        SandboxData.load(database, 0.01);
        targets = new TargetInspection(new FakeDeltaTables().port());
    }

    @AfterEach
    void close() throws SQLException {
        targets.close();
        database.close();
    }

    @Test
    void everyPlanHasTheLinesThatThePagePrints() throws IOException {
        String arguments = "shop";
        int compared = 0;
        for (MatchResult part : PART.matcher(Files.readString(Path.of("docs/replication.md")))
                .results()
                .toList()) {
            if (part.group(3) != null) {
                arguments = part.group(3);
            } else if (part.group(1).equals("yaml")) {
                Files.writeString(folder.resolve("shop.yaml"), part.group(2));
            } else {
                assertThat(lines(plan(arguments))).containsSubsequence(lines(part.group(2)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(4);
    }

    @Test
    void theSampleCanRun() {
        assertThat(plan("sandbox", Path.of("config/replications"), false)).contains("all can run");
    }

    private String plan(String arguments) {
        return plan(arguments, folder, arguments.contains("--details"));
    }

    private String plan(String arguments, Path replications, boolean details) {
        ExtractionConfig config = LocalConfiguration.read(ExtractionConfig.class, Map.of());
        TemplateLibrary templates = new TemplateLibrary(config);
        ReplicationPlanner planner = new ReplicationPlanner(
                new ReplicationLibrary(replications),
                new SandboxCatalogue(database),
                templates,
                new ExtractionPlanner(config, templates),
                targets);
        Optional<String> stream =
                STREAM.matcher(arguments).results().map(found -> found.group(1)).findFirst();
        return PlanReport.of(planner.plan(arguments.split(" ")[0], stream, StreamRights.ALL, Instant.now()))
                .text(details);
    }

    /** The rule below the headers is as long as the longest value, and so are the gaps. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.replaceAll("-{3,}", "---")
                        .replaceAll(" {2,}", "  ")
                        .strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
