package io.github.sqldatabricks.bridge.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas that poll the same table and race for the same events, each with connections of its own. Catches an event that
 * two of them apply, one that each leaves to the others, and a status that one writes over another's.
 */
@Timeout(300)
class ReplicaRaceTest {

    private static final int EVENTS = 35;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void replicasThatRaceForTheSameEventsApplyEachOnce(int replicas) throws Exception {
        try (World world = new World(folder)) {
            PlannedEvent.Kind[] kinds = PlannedEvent.Kind.values();
            for (int i = 0; i < EVENTS; i++) {
                world.add(new PlannedEvent(i, kinds[i % kinds.length]));
            }
            race(world, replicas);
            Truth.requireIn(world, replicas + " replicas");
        }
    }

    private static void race(World world, int replicas) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(replicas);
        try {
            List<Callable<Optional<String>>> lives = new ArrayList<>();
            IntStream.range(0, replicas)
                    .forEach(i -> lives.add(() -> {
                        String worker = "replica-" + i;
                        try {
                            return new ThreadLives(world).live(worker, Optional.empty(), new Random());
                        } finally {
                            // The others need not wait for the duties of one that has finished.
                            world.databases().letLeasesRunOut(worker);
                        }
                    }));
            for (Future<Optional<String>> one : threads.invokeAll(lives)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
