package io.github.sqldatabricks.bridge.airbyte.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Asks about many tables, several at once. */
final class ParallelCalls {

    /** Unity Catalog lists no keys, so each table is asked for by a request of its own, which is little work and much waiting. */
    private static final int AT_ONCE = 16;

    private ParallelCalls() {}

    /**
     * The answers in the order of the questions.
     *
     * @param answered runs after each answer, on any thread
     * @throws RuntimeException the first one that a call threw; calls that have not begun then never do
     */
    static <T, R> List<R> map(List<T> questions, Function<T, R> call, Runnable answered) {
        ExecutorService executor = Executors.newFixedThreadPool(Math.min(AT_ONCE, questions.size()));
        try {
            List<CompletableFuture<R>> running = new ArrayList<>();
            for (T question : questions) {
                CompletableFuture<R> answer = CompletableFuture.supplyAsync(() -> call.apply(question), executor);
                answer.thenRun(answered);
                running.add(answer);
            }
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            executor.shutdownNow();
        }
    }
}
