package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Asks all dependencies at once, none longer than the time-out, and remembers the answers for a moment. Thread-safe. */
@ApplicationScoped
public class Dependencies {

    private final List<Connectivity> dependencies;
    private final HealthConfig config;
    private final ExecutorService threads = Executors.newCachedThreadPool(Dependencies::daemon);
    private CompletableFuture<Answers> asked;

    /** What they answered, and when. */
    private record Answers(Map<String, Connectivity.Status> byName, long at) {
        boolean isOlderThan(Duration age) {
            return System.nanoTime() - at > age.toNanos();
        }
    }

    @Inject
    public Dependencies(@Any Instance<Connectivity> dependencies, HealthConfig config) {
        this(dependencies.handlesStream().map(Dependencies::created).toList(), config);
    }

    Dependencies(List<Connectivity> dependencies, HealthConfig config) {
        this.dependencies = dependencies;
        this.config = config;
    }

    /** What can't even be created, for lack of its settings, is a dependency that is down. */
    private static Connectivity created(Instance.Handle<Connectivity> dependency) {
        try {
            return dependency.get();
        } catch (BridgeException e) {
            return new Misconfigured(Misconfigured.name(dependency.getBean()), e.getMessage());
        }
    }

    /** The names of the dependencies. */
    public List<String> names() {
        return dependencies.stream().map(Connectivity::name).toList();
    }

    /** How each dependency is, by its name, in alphabetical order. Blocks until it is known. */
    public Map<String, Connectivity.Status> statuses() {
        return ask().join();
    }

    /** The same without blocking. A caller that asks while the answers are on their way gets the same ones. */
    public synchronized CompletableFuture<Map<String, Connectivity.Status>> ask() {
        if (asked == null || asked.isDone() && asked.join().isOlderThan(config.cache())) {
            asked = askAll();
        }
        return asked.thenApply(Answers::byName);
    }

    private CompletableFuture<Answers> askAll() {
        Map<String, CompletableFuture<Connectivity.Status>> all = new TreeMap<>();
        dependencies.forEach(dependency -> all.put(dependency.name(), ask(dependency)));
        return CompletableFuture.allOf(all.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<String, Connectivity.Status> found = new TreeMap<>();
                    all.forEach((name, answer) -> found.put(name, answer.join()));
                    return new Answers(found, System.nanoTime());
                });
    }

    private CompletableFuture<Connectivity.Status> ask(Connectivity dependency) {
        Duration timeout = config.timeout();
        Connectivity.Status silent =
                new Connectivity.Status(false, "No answer within " + timeout.toMillis() + " ms.", timeout);
        return CompletableFuture.supplyAsync(dependency::check, threads)
                .completeOnTimeout(silent, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(error -> new Connectivity.Status(
                        false, "The check itself failed: " + error.getClass().getSimpleName() + ".", timeout));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "connectivity");
        thread.setDaemon(true);
        return thread;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /**
     * A dependency whose settings are missing or wrong: always down, so that the service starts and says why it is not ready.
     *
     * @param name of the dependency
     * @param reason which setting, and what to do
     */
    private record Misconfigured(String name, String reason) implements Connectivity {

        private static final String SUFFIX = Connectivity.class.getSimpleName();

        /** A name for what could not be created to tell its own: {@code DatabricksConnectivity} is {@code databricks}. */
        static String name(Bean<Connectivity> bean) {
            for (Type type : bean.getTypes()) {
                String simple = type instanceof Class<?> kind ? kind.getSimpleName() : "";
                if (simple.endsWith(SUFFIX) && !simple.equals(SUFFIX)) {
                    return simple.substring(0, simple.length() - SUFFIX.length())
                            .toLowerCase(Locale.ROOT);
                }
            }
            return "dependency";
        }

        @Override
        public Status check() {
            return new Status(false, reason, Duration.ZERO);
        }
    }
}
