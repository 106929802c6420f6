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

    private ParallelCalls() {}

    /**
     * The answers in the order of the questions.
     *
     * @param threads at least 1
     * @throws RuntimeException the first one that a call threw; calls that have not begun then never do
     */
    static <T, R> List<R> map(List<T> questions, int threads, Function<T, R> call) {
        ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, questions.size()));
        try {
            List<CompletableFuture<R>> running = new ArrayList<>();
            questions.forEach(
                    question -> running.add(CompletableFuture.supplyAsync(() -> call.apply(question), executor)));
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            executor.shutdownNow();
        }
    }
}
