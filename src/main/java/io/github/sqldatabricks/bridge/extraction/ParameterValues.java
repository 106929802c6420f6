package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters.GivenParameter;
import io.github.sqldatabricks.bridge.extraction.input.DateExpression;
import io.github.sqldatabricks.bridge.extraction.input.ParameterName;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The parameters of one request at one time: given ones, those that templates compute or have a default for. The same request at
 * the same time always has the same values.
 */
final class ParameterValues {

    private static final String TEMPLATE = "template";
    private static final int MAX_AMOUNT = 99_999;

    private final Map<String, GivenParameter> given;
    private final Instant time;

    /**
     * @param given of the files and the request, by flat name
     * @param time of the request
     */
    ParameterValues(Map<String, GivenParameter> given, Instant time) {
        this.given = given;
        this.time = time;
    }

    /**
     * The values of the template's parameters, of the types that it declares; those that are missing are left out.
     *
     * @throws BridgeException.InvalidRequest when one is not what the template declares, or can't be computed
     */
    Map<String, ParameterValue> of(SqlTemplate template) {
        Map<String, GivenParameter> sources = sources(template);
        Map<String, ParameterValue> values = new HashMap<>();
        for (String name : template.parameters()) {
            GivenParameter source = sources.get(name);
            if (source != null && missing(source, sources).isEmpty()) {
                values.put(name, template.typed(name, value(name, source, sources)));
            }
        }
        return values;
    }

    /** The names that nobody gives a value for, those that computed ones are computed from included. */
    List<String> missing(SqlTemplate template) {
        Map<String, GivenParameter> sources = sources(template);
        Set<String> missing = new LinkedHashSet<>();
        for (String name : template.parameters()) {
            GivenParameter source = sources.get(name);
            missing.addAll(source == null ? List.of(name) : missing(source, sources));
        }
        return List.copyOf(missing);
    }

    /**
     * Makes sure that the request gives only what one of the templates uses.
     *
     * @throws BridgeException.InvalidRequest naming all others, each with the name that was probably meant
     */
    void requireUsed(List<SqlTemplate> templates) {
        Set<String> used = new TreeSet<>();
        templates.forEach(template -> used.addAll(used(template)));
        List<String> unknown = new ArrayList<>();
        given.forEach((name, source) -> {
            if (source.origin().equals(CountryParameters.REQUEST) && !used.contains(name)) {
                unknown.add(QuotedInput.of(name)
                        + ParameterName.nearest(name, used)
                                .map(near -> " (did you mean '" + near + "'?)")
                                .orElse(""));
            }
        });
        if (!unknown.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNKNOWN_PARAMETER,
                    "No query of the request uses " + String.join(", ", unknown) + ". "
                            + (used.isEmpty()
                                    ? "They have no parameters."
                                    : "Their parameters are " + String.join(", ", used) + "."));
        }
    }

    /**
     * A parameter of the files or the request as people may see it: computed ones with their value at this time.
     *
     * @throws BridgeException.InvalidRequest when it can't be computed
     */
    ParameterValue shown(String name) {
        GivenParameter source = given.get(name);
        List<String> missing = missing(source, given);
        return missing.isEmpty()
                ? value(name, source, given)
                : new ParameterValue.Text("(needs " + String.join(", ", missing) + ")");
    }

    private Set<String> used(SqlTemplate template) {
        Set<String> used = new TreeSet<>(template.parameters());
        sources(template).forEach((name, source) -> {
            if (source instanceof GivenParameter.Computed computed
                    && template.parameters().contains(name)) {
                used.addAll(computed.expression().parameters());
            }
        });
        return used;
    }

    private Map<String, GivenParameter> sources(SqlTemplate template) {
        Map<String, GivenParameter> sources = new TreeMap<>();
        template.directives()
                .defaults()
                .forEach((name, value) -> sources.put(name, new GivenParameter.Fixed(value, TEMPLATE)));
        template.directives()
                .computed()
                .forEach((name, expression) -> sources.put(name, new GivenParameter.Computed(expression, TEMPLATE)));
        sources.putAll(given);
        return sources;
    }

    private static List<String> missing(GivenParameter source, Map<String, GivenParameter> sources) {
        return source instanceof GivenParameter.Computed computed
                ? computed.expression().parameters().stream()
                        .filter(name -> !sources.containsKey(name))
                        .toList()
                : List.of();
    }

    private ParameterValue value(String name, GivenParameter source, Map<String, GivenParameter> sources) {
        if (source instanceof GivenParameter.Fixed fixed) {
            return fixed.value();
        }
        DateExpression expression = ((GivenParameter.Computed) source).expression();
        try {
            return expression.at(time, amount -> amount(name, expression, amount, sources.get(amount)));
        } catch (DateTimeException e) {
            throw invalid(name, expression, e.getMessage());
        }
    }

    private static long amount(String name, DateExpression expression, String amount, GivenParameter source) {
        if (source instanceof GivenParameter.Fixed fixed
                && fixed.value() instanceof ParameterValue.Whole whole
                && whole.value() >= 0
                && whole.value() <= MAX_AMOUNT) {
            return whole.value();
        }
        throw invalid(name, expression, "'" + amount + "' is no whole number from 0 to " + MAX_AMOUNT);
    }

    private static BridgeException invalid(String name, DateExpression expression, String why) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PARAMETER,
                "The parameter '" + name + "' can't be computed as '" + expression + "': " + why + ".");
    }
}
