package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.JobView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The form of an extraction as it is filled in.
 *
 * @param queries the templates that are chosen
 * @param parameters what was given in place of what files and templates give
 * @param key made with the form, so that sending it twice starts one job
 */
public record ExtractForm(
        String country,
        List<String> queries,
        Map<String, String> parameters,
        String destination,
        boolean overwrite,
        String chunkSize,
        String limit,
        String key) {

    private static final String PREFIX = "p.";

    static ExtractForm of(Form form) {
        return new ExtractForm(
                form.text("country").orElse(""),
                form.all("query"),
                form.startingWith(PREFIX),
                form.text("destination").orElse(""),
                form.text("overwrite").isPresent(),
                form.text("chunk_size").orElse(""),
                form.text("limit").orElse(""),
                form.text("key").orElseGet(ExtractForm::newKey));
    }

    /** The form that would ask for the job once more, but for what {@link #lost} names, which is to be given again. */
    static ExtractForm again(JobView job) {
        JobView.Request request = job.request();
        return new ExtractForm(
                job.country(),
                job.results().stream().map(JobView.Query::queryName).toList(),
                given(job).entrySet().stream()
                        .filter(one -> isPlain(one.getValue()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                job.destination(),
                request.overwrite(),
                text(request.chunkSize()),
                text(request.limit()),
                newKey());
    }

    /** What a job says of a parameter in such a way that a form can't repeat it: a secret, a list, null. */
    static List<String> lost(JobView job) {
        return given(job).entrySet().stream()
                .filter(one -> !isPlain(one.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Values may be null. */
    private static Map<String, String> given(JobView job) {
        return Optional.ofNullable(job.request().parameters()).orElse(Map.of());
    }

    private static boolean isPlain(String value) {
        return value != null
                && !value.isEmpty()
                && !value.equals("NULL")
                && !value.contains(", ")
                && !value.contains(JobView.MASK);
    }

    /** The same for another job. */
    ExtractForm withNewKey() {
        return new ExtractForm(country, queries, parameters, destination, overwrite, chunkSize, limit, newKey());
    }

    private static String text(Number number) {
        return number == null ? "" : number.toString();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Whether the template is chosen. */
    public boolean has(String query) {
        return queries.contains(query);
    }
}
