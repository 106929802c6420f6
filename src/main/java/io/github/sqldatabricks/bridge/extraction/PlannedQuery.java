package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One query of a request with everything decided: what runs, where its output goes.
 *
 * @param query the bound statement
 * @param parts the statements that are run, at least one: {@code query} alone, or others that have each of its rows exactly once
 * @param templateSha256 of the template's text, in hexadecimal; goes into the manifest
 * @param parameters the values that the template uses, by name
 * @param maskedParameters the parameters that the template uses, as text, secrets masked
 * @param secrets those of the parameters that are secret
 * @param folder {@code {destination}/{country}/{query}}
 * @param overwrite whether output that is there is replaced
 * @param chunkSize rows per file, at least 1
 * @param load what becomes of its rows in a Delta table; empty when they stay in the volume
 * @param partition how it is still to be divided into parts; empty for one that is run by the parts that it has
 */
public record PlannedQuery(
        RowQuery query,
        List<RowQuery> parts,
        String templateSha256,
        Map<String, ParameterValue> parameters,
        Map<String, String> maskedParameters,
        SecretParameters secrets,
        VolumePath folder,
        boolean overwrite,
        int chunkSize,
        Optional<LoadSettings> load,
        Optional<PartitionBy> partition) {

    /** @throws IllegalArgumentException when there is no part, or several of a query of so many rows only */
    public PlannedQuery {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > 1 && query.rowLimit().isPresent()) {
            throw new IllegalArgumentException("a query of " + parts.size() + " parts: " + query.name());
        }
        parameters = Map.copyOf(parameters);
        maskedParameters = Map.copyOf(maskedParameters);
    }

    /** One that is run as it is, and whose rows stay in the volume. */
    public PlannedQuery(
            RowQuery query,
            String templateSha256,
            Map<String, ParameterValue> parameters,
            Map<String, String> maskedParameters,
            SecretParameters secrets,
            VolumePath folder,
            boolean overwrite,
            int chunkSize) {
        this(
                query,
                List.of(query),
                templateSha256,
                parameters,
                maskedParameters,
                secrets,
                folder,
                overwrite,
                chunkSize,
                Optional.empty(),
                Optional.empty());
    }

    /** The same query, run by other statements. */
    public PlannedQuery inParts(List<RowQuery> divided) {
        return new PlannedQuery(
                query,
                divided,
                templateSha256,
                parameters,
                maskedParameters,
                secrets,
                folder,
                overwrite,
                chunkSize,
                load,
                Optional.empty());
    }

    /** The failure without the values of its secrets; see {@link SecretParameters#masked(BridgeException)}. */
    public BridgeException withoutSecrets(BridgeException failure) {
        return secrets.masked(failure);
    }

    /** The names of the parameters that are bound as text, because the template declares no type for them; in order. */
    SortedSet<String> untyped() {
        SortedSet<String> names = new TreeSet<>();
        parameters.forEach((name, value) -> {
            boolean texts = value instanceof ParameterValue.Many many
                    && many.values().stream().anyMatch(ParameterValue.Text.class::isInstance);
            if (texts || value instanceof ParameterValue.Text) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * The parameters of one query whose values nobody may see.
     *
     * @param values by name
     */
    public record SecretParameters(Map<String, ParameterValue> values) {

        /** No parameter is secret. */
        public static final SecretParameters NONE = new SecretParameters(Map.of());

        public SecretParameters {
            values = Map.copyOf(values);
        }

        /** Their names, which are no secret. */
        public Set<String> names() {
            return values.keySet();
        }

        /**
         * The failure without the values: a server may quote them in its message, as SQL Server does in error 245. Its cause,
         * which quotes them too, is left out then.
         */
        BridgeException masked(BridgeException failure) {
            String message = masked(failure.getMessage());
            if (message.equals(failure.getMessage())) {
                return failure;
            }
            if (failure instanceof BridgeException.RemoteTransient) {
                return new BridgeException.RemoteTransient(failure.error(), message, null);
            }
            return failure instanceof BridgeException.RemotePermanent
                    ? new BridgeException.RemotePermanent(failure.error(), message)
                    : failure;
        }

        private String masked(String message) {
            String masked = message;
            for (String text : texts()) {
                masked = masked.replace(text, ParameterText.MASK);
            }
            return masked;
        }

        /** The longest first, since one may be a part of another. */
        private List<String> texts() {
            return values.values().stream()
                    .flatMap(value -> value instanceof ParameterValue.Many many
                            ? many.values().stream()
                            : Stream.of((ParameterValue.Scalar) value))
                    .filter(value -> !(value.isNull() || isFlag(value)))
                    .map(ParameterText::plain)
                    .filter(text -> !text.isEmpty())
                    .sorted(Comparator.comparing(String::length).reversed())
                    .toList();
        }

        private static boolean isFlag(ParameterValue.Scalar value) {
            return value instanceof ParameterValue.Flag
                    || value instanceof ParameterValue.Typed typed && typed.value() instanceof Boolean;
        }

        /** The names only. */
        @Override
        public String toString() {
            return names().toString();
        }
    }
}
