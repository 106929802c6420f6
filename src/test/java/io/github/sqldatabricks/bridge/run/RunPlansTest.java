package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.TargetInspection;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of runs that this process works on. Catches runs that wait for another one's catalogue, and streams that each ask it. */
class RunPlansTest {

    private static final QueryName ORDERS = new QueryName("dbo.Orders");

    @TempDir
    Path root;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final TargetInspection targets = new TargetInspection((DeltaTables) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DeltaTables.class},
            (proxy, method, arguments) -> Optional.empty()));

    @AfterEach
    void close() {
        release.countDown();
        targets.close();
    }

    @Test
    void aRunWhoseSourceIsSlowKeepsNoOtherWaitingAndAsksOnceForAllItsStreams() throws Exception {
        RunPlans plans = plans();
        Job slow = job();
        CompletableFuture<ResolvedStream> first = CompletableFuture.supplyAsync(() -> plans.stream(slow, ORDERS));
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        CompletableFuture<ResolvedStream> second = CompletableFuture.supplyAsync(() -> plans.stream(slow, ORDERS));
        Job other = job();
        assertThat(CompletableFuture.supplyAsync(() -> plans.stream(other, ORDERS))
                        .get(1, TimeUnit.MINUTES)
                        .name())
                .isEqualTo(ORDERS);
        assertThat(first).isNotDone();
        release.countDown();
        assertThat(first.get(1, TimeUnit.MINUTES)).isSameAs(second.get(1, TimeUnit.MINUTES));
        assertThat(asked).hasValue(2);
    }

    private RunPlans plans() throws IOException {
        Files.createDirectories(root.resolve("config"));
        Files.createDirectories(root.resolve("queries"));
        Files.createDirectories(root.resolve("replications"));
        Files.writeString(root.resolve("config/bolivia.yaml"), "a: 1\n");
        Files.writeString(
                root.resolve("replications/sales.yaml"),
                "version: 1\nname: sales\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: sales, volume: /Volumes/main/landing/sales}\n"
                        + "streams: {dbo.Orders: {}}\n");
        FixedExtractionConfig config = new FixedExtractionConfig(root);
        TemplateLibrary templates = new TemplateLibrary(config);
        return new RunPlans(new ReplicationPlanner(
                new ReplicationLibrary(root.resolve("replications")),
                this::catalogue,
                templates,
                new ExtractionPlanner(config, templates),
                targets));
    }

    /** The first answer takes long. */
    private List<SourceTable> catalogue(Country country) {
        if (asked.incrementAndGet() == 1) {
            arrived.countDown();
            try {
                assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        SourceColumn id = new SourceColumn(
                "id", "int", Optional.of(new ColumnType.Int32()), "select it as text", false, Optional.empty());
        return List.of(new SourceTable(
                new SqlServerTable("dbo", "Orders"),
                false,
                List.of(id),
                List.of(),
                OptionalLong.of(10),
                OptionalLong.of(10),
                Optional.empty()));
    }

    private static Job job() {
        VolumePath folder = new VolumePath("/Volumes/main/landing/sales");
        Instant now = Instant.parse("2026-11-30T12:00:00Z");
        return new Job(
                JobId.random(),
                "ana",
                ExtractionRequest.ofStreams(
                        new StreamsRun("sales", false, Optional.empty()),
                        new Country("bolivia"),
                        folder,
                        List.of(ORDERS)),
                folder,
                now,
                false,
                new JobState.Running(now),
                List.of(QueryProgress.pending(ORDERS, folder)),
                Optional.empty());
    }
}
