package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Finds the tables that a user selected, and asks about many of them at once. */
final class SelectedTables {

    /** Unity Catalog lists no keys, so each table is asked for by a request of its own, which is little work and much waiting. */
    private static final int AT_ONCE = 16;

    private SelectedTables() {}

    /**
     * The selected tables that may be seen, sorted by schema and name; at least one.
     *
     * @throws BridgeException.NotFound when a table that is named is not there, or nothing is
     */
    static List<UnityTable> of(WorkspaceTables workspace, TableSelection selection) {
        String catalog = selection.catalog();
        List<String> schemas = selection.schema().map(List::of).orElseGet(() -> workspace.schemas(catalog));
        List<UnityTable> found = schemas.stream()
                .flatMap(schema -> workspace.tables(catalog, schema).stream())
                .filter(selection::selects)
                .toList();
        requireAll(selection, found);
        if (found.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.NO_TABLES,
                    "Expected tables in " + place(selection) + " that are selected and may be seen, but found none."
                            + " Correct catalog, schema, tables or table_pattern, or " + grants(selection));
        }
        return found;
    }

    private static void requireAll(TableSelection selection, List<UnityTable> found) {
        List<String> missing = selection.names().stream()
                .filter(name -> found.stream().noneMatch(name::matches))
                .map(TableReference::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Expected " + String.join(", ", missing) + " in " + place(selection)
                            + ", but no such table or view may be seen there. Correct the names, or "
                            + grants(selection));
        }
    }

    private static String place(TableSelection selection) {
        return selection
                .schema()
                .map(schema -> selection.catalog() + "." + schema)
                .orElse("catalog " + selection.catalog());
    }

    private static String grants(TableSelection selection) {
        return "let the principal see them: GRANT USE CATALOG, USE SCHEMA, SELECT ON CATALOG "
                + UnityTable.quote(selection.catalog()) + " TO `<principal>`.";
    }

    /**
     * Asks about many tables, several at once.
     *
     * @param answered runs after each answer, on any thread
     * @return the answers in the order of the questions
     * @throws RuntimeException the first one that a call threw; calls that have not begun then never do
     */
    static <T, R> List<R> askAll(List<T> questions, Function<T, R> call, Runnable answered) {
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
