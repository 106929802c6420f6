package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.DateExpression;
import io.github.sqldatabricks.bridge.extraction.input.ParameterName;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What a template says about itself in the line comments before its first code:
 *
 * <pre>
 * -- @description Orders of a period
 * -- @identifier table_suffix [A-Za-z0-9_]{1,20}
 * -- @param since datetime2
 * -- @computed start_period month - 24 months as yyyyMM
 * -- @default end_date 2999-12-31
 * -- @secret access_code
 * -- @temporal changed_at truncate
 * -- @partition order_id 8
 * -- @load target main.sales.{query}
 * -- @load mode merge
 * -- @load keys order_id
 * -- @disabled its table has moved
 * </pre>
 *
 * Comments with other {@code @words} are ordinary comments.
 *
 * @param description for people; empty when not said
 * @param identifiers by parameter: the pattern that a value must match as a whole to become (part of) a name
 * @param types by parameter: what is declared of it
 * @param computed by parameter: how its value is computed when nobody gives one
 * @param defaults by parameter: the value when nobody gives one; in single quotes it is always text
 * @param secrets parameters whose values are masked wherever they are shown
 * @param temporalPolicies by column, in lower case
 * @param partition how its rows are divided among several readers; empty when one reads them
 * @param load what becomes of the rows in a Delta table
 */
public record Directives(
        String description,
        Map<String, Pattern> identifiers,
        Map<String, ParameterDeclaration> types,
        Map<String, DateExpression> computed,
        Map<String, ParameterValue> defaults,
        Set<String> secrets,
        Map<String, TemporalPolicy> temporalPolicies,
        Optional<PartitionBy> partition,
        LoadSpec load) {

    private static final Pattern LINE = Pattern.compile("--\\s*@(\\w+)\\s*(.*)");
    private static final Pattern DISABLED = Pattern.compile("--\\s*@disabled\\b\\s*(.*)");
    private static final Pattern NAME_AND_VALUE = Pattern.compile("(\\S+)\\s+(.+)");

    public Directives {
        identifiers = Map.copyOf(identifiers);
        types = Map.copyOf(types);
        computed = Map.copyOf(computed);
        defaults = Map.copyOf(defaults);
        secrets = Set.copyOf(secrets);
        temporalPolicies = Map.copyOf(temporalPolicies);
    }

    /** Reads them from the comments before the first code. */
    static Directives of(QueryName template, List<Token> tokens) {
        Reader reader = new Reader(template);
        tokens.stream()
                .takeWhile(token -> !token.significant())
                .filter(token -> token.kind() == Token.Kind.COMMENT)
                .forEach(reader::read);
        return new Directives(
                reader.description.toString(),
                reader.identifiers,
                reader.types,
                reader.computed,
                reader.defaults,
                reader.secrets,
                reader.temporal,
                Optional.ofNullable(reader.partition),
                reader.load());
    }

    /** Why a template is not to be run, by its comments before its first code; it need not be a good one. */
    static Optional<String> disabled(String text) {
        return text.lines()
                .map(String::strip)
                .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                .map(DISABLED::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1).isEmpty() ? "The template gives no reason." : matcher.group(1))
                .findFirst();
    }

    /** The parameters that a template declares as secret, by its comments before its first code; it need not be a good one. */
    static Set<String> secrets(String text) {
        return text.lines()
                .map(String::strip)
                .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                .map(LINE::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).equals("secret"))
                .map(matcher -> ParameterName.flat(matcher.group(2)))
                .collect(Collectors.toSet());
    }

    /** The parameters that something is declared of which counts only where they are used. */
    Set<String> declaredParameters() {
        Set<String> names = new HashSet<>(types.keySet());
        names.addAll(computed.keySet());
        return names;
    }

    private static final class Reader {
        private final QueryName template;
        private final StringBuilder description = new StringBuilder();
        private final Map<String, Pattern> identifiers = new HashMap<>();
        private final Map<String, ParameterDeclaration> types = new HashMap<>();
        private final Map<String, DateExpression> computed = new HashMap<>();
        private final Map<String, ParameterValue> defaults = new HashMap<>();
        private final Set<String> secrets = new HashSet<>();
        private final Map<String, TemporalPolicy> temporal = new HashMap<>();
        private final Map<String, String> load = new HashMap<>();
        private PartitionBy partition;

        private Reader(QueryName template) {
            this.template = template;
        }

        private void read(Token comment) {
            Matcher matcher = LINE.matcher(comment.text().strip());
            if (!matcher.matches()) {
                return;
            }
            String value = matcher.group(2);
            switch (matcher.group(1)) {
                case "description" ->
                    description.append(description.isEmpty() ? "" : " ").append(value);
                case "identifier" -> named(comment, value, "a parameter and a pattern", this::identifier);
                case "default" -> named(comment, value, "a parameter and a value", this::defaultValue);
                case "param" -> named(comment, value, ParameterDeclaration.EXPECTED, this::type);
                case "computed" -> named(comment, value, "a parameter and " + DateExpression.EXPECTED, this::computed);
                case "temporal" -> named(comment, value, "a column and fail, truncate or text", this::temporal);
                case "load" -> named(comment, value, "a field of a load and its value, each once", this::load);
                case "partition" -> require(comment, PartitionBy.EXPECTED + ", once", partition(value));
                case "secret" -> secrets.add(ParameterName.flat(value));
                default -> {} // a comment of the template's author, such as @author
            }
        }

        private void named(Token comment, String value, String expected, Setting setting) {
            Matcher matcher = NAME_AND_VALUE.matcher(value);
            require(comment, expected, matcher.matches() && setting.accept(matcher.group(1), matcher.group(2)));
        }

        private void require(Token comment, String expected, boolean right) {
            if (!right) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_TEMPLATE,
                        "Expected " + expected + " in the directive in line " + comment.line() + " of template '"
                                + template + "'.");
            }
        }

        private boolean identifier(String name, String pattern) {
            try {
                identifiers.put(ParameterName.flat(name), Pattern.compile(pattern));
                return true;
            } catch (PatternSyntaxException e) {
                return false;
            }
        }

        private boolean partition(String value) {
            boolean first = partition == null;
            partition = PartitionBy.of(value).orElse(null);
            return first && partition != null;
        }

        private boolean load(String name, String value) {
            return load.put(name, value) == null;
        }

        private LoadSpec load() {
            try {
                return LoadSpec.ofText(load);
            } catch (BridgeException.InvalidRequest e) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_TEMPLATE,
                        "The directives @load of template '" + template + "' are wrong: " + e.getMessage());
            }
        }

        private boolean type(String name, String declaration) {
            Optional<ParameterDeclaration> known = ParameterDeclaration.of(declaration);
            known.ifPresent(type -> types.put(ParameterName.flat(name), type));
            return known.isPresent();
        }

        private boolean computed(String name, String text) {
            Optional<DateExpression> known = DateExpression.of(text);
            known.ifPresent(expression -> computed.put(ParameterName.flat(name), expression));
            return known.isPresent();
        }

        private boolean defaultValue(String name, String value) {
            boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
            defaults.put(
                    ParameterName.flat(name),
                    quoted
                            ? new ParameterValue.Text(
                                    value.substring(1, value.length() - 1).replace("''", "'"))
                            : ParameterText.parse(value));
            return true;
        }

        private boolean temporal(String column, String policy) {
            for (TemporalPolicy known : TemporalPolicy.values()) {
                if (known.name().equalsIgnoreCase(policy)) {
                    temporal.put(column.toLowerCase(Locale.ROOT), known);
                    return true;
                }
            }
            return false;
        }
    }

    /** Takes a directive's name and value; says whether they are right. */
    private interface Setting {
        boolean accept(String name, String value);
    }
}
