package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Finds a query of KEDA's scaler that no longer fits the store's tables, or counts what is no work. */
class ScalerQueryTest extends StoreFixture {

    private final StoreConfig config = FixedStoreConfig.inMemory();

    @Override
    StoreConfig config() {
        return config;
    }

    @Test
    void countsQueriesThatHaveNotEnded() throws IOException {
        NewJob job = Jobs.of("one", "two", "three");
        tracker.create(job);
        assertThat(work()).isEqualTo(3);

        run(job, "one", DONE);
        run(job, "two", FAILED);
        assertThat(work()).isEqualTo(1);
    }

    @Test
    void countsEachTableWithEventsOnce() throws IOException {
        new SettledEventStore(database)
                .accept(List.of(
                        Events.update("e1", "dbo.a"), Events.update("e2", "dbo.a"), Events.update("e3", "dbo.b")));

        assertThat(work()).isEqualTo(2);
    }

    private long work() throws IOException {
        String query = query();
        return database.run(connection -> {
            try (ResultSet row = connection.createStatement().executeQuery(query)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private static String query() throws IOException {
        String manifest = Files.readString(Path.of("k8s/components/keda/scaledobject.yaml"));
        Matcher query = Pattern.compile("query: >-\n((?: {10}.*\n)+)").matcher(manifest);
        assertThat(query.find()).isTrue();
        return query.group(1).replaceAll("\\s+", " ");
    }
}
