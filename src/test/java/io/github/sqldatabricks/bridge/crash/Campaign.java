package io.github.sqldatabricks.bridge.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many lives, several at a time, each with new events and a random death. Its seed repeats kinds and moments. */
final class Campaign {

    private static final int EVENTS_PER_LIFE = 2;

    private final World world;
    private final Lives lives;
    private final long seed;
    private final AtomicInteger born = new AtomicInteger();
    private final AtomicInteger planned = new AtomicInteger();
    private final Map<String, Integer> deaths = new TreeMap<>();

    Campaign(World world, Lives lives, long seed) {
        this.world = world;
        this.lives = lives;
        this.seed = seed;
    }

    /**
     * Kills until there were so many deaths, and lets one last process finish what is left.
     *
     * @return how many died where
     */
    Map<String, Integer> kill(int kills, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Callable<Void>> series = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                int share = kills / atOnce + (i < kills % atOnce ? 1 : 0);
                Random random = new Random(seed + i);
                series.add(() -> killOneAfterAnother(share, random));
            }
            for (Future<Void> one : threads.invokeAll(series)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        live(Optional.empty(), new Random(seed));
        return deaths;
    }

    private Void killOneAfterAnother(int kills, Random random) throws Exception {
        int killed = 0;
        while (killed < kills) {
            for (int i = random.nextInt(EVENTS_PER_LIFE); i < EVENTS_PER_LIFE; i++) {
                PlannedEvent.Kind[] kinds = PlannedEvent.Kind.values();
                world.add(new PlannedEvent(planned.incrementAndGet(), kinds[random.nextInt(kinds.length)]));
            }
            Optional<String> death = live(Optional.of(Moment.random(random)), random);
            killed += death.isPresent() ? 1 : 0;
            death.ifPresent(this::count);
        }
        return null;
    }

    private Optional<String> live(Optional<Moment> moment, Random random) throws Exception {
        String worker = "worker-" + born.incrementAndGet();
        try {
            return lives.live(worker, moment, random);
        } finally {
            world.databases().letLeasesRunOut(worker);
        }
    }

    private synchronized void count(String death) {
        deaths.merge(death, 1, Integer::sum);
    }
}
