package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.Explanation;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.TokenAdministration;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge perms}: groups the commands about permissions. */
@Command(
        name = "perms",
        description = "Explains the permissions file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = PermsCommand.Explain.class)
public final class PermsCommand {

    /** {@code bridge perms explain}: what the service would answer, and why. */
    @Command(
            name = "explain",
            description = {
                "Says whether a user may read or write a table, which entries match, and why others do not.",
                "With --access or --source the exit code is 1 when it is not allowed."
            })
    static final class Explain implements Callable<Integer> {

        /** What can be asked for. */
        enum Access {
            READ,
            WRITE
        }

        @Option(names = "--token-name", required = true, paramLabel = "NAME", description = "The user.")
        private String name;

        @ArgGroup(multiplicity = "1")
        private Subject subject;

        /** What is asked about. */
        static final class Subject {
            @Option(names = "--table", required = true, description = "Such as dbo.Results.")
            private String table;

            @Option(
                    names = "--source",
                    required = true,
                    paramLabel = "TABLE",
                    description = "Of Unity Catalog: whether syncs may copy it. Such as main.silver.prices.")
            private String source;
        }

        @Option(names = "--access", description = "read or write. Default: both are explained.")
        private Access access;

        @Mixin
        private PermissionsFileOption file = new PermissionsFileOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            TokenAdministration administration = file.administration();
            List<Explanation> explanations = explanations(administration);
            output.print(
                    specification,
                    explanations.stream().map(ExplanationText::of).collect(Collectors.joining("\n")),
                    explanations.stream().map(ExplanationText::wire).toList());
            boolean isOneQuestion = access != null || subject.source != null;
            boolean refused = isOneQuestion && !explanations.get(0).allowed();
            return refused ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
        }

        private List<Explanation> explanations(TokenAdministration administration) {
            if (subject.source != null) {
                return List.of(administration.explainSource(name, subject.source));
            }
            return (access == null ? List.of(Access.values()) : List.of(access))
                    .stream()
                            .map(asked ->
                                    administration.explain(name, subject.table, AccessLevel.valueOf(asked.name())))
                            .toList();
        }
    }

    /** An explanation for people and for programs. */
    static final class ExplanationText {

        private ExplanationText() {}

        static String of(Explanation explanation) {
            String access = word(explanation.needed());
            StringBuilder text = new StringBuilder()
                    .append(access)
                    .append(' ')
                    .append(explanation.table())
                    .append(" by '")
                    .append(explanation.user())
                    .append("' (")
                    .append(explanation.credential())
                    .append("): ")
                    .append(explanation.allowed() ? "allowed" : "not allowed")
                    .append(", ")
                    .append(explanation.reason())
                    .append(".\n");
            if (explanation.allowed() && access.equals("write")) {
                text.append(limitsText(explanation.limits())).append('\n');
            }
            if (!explanation.entries().isEmpty()) {
                text.append(entries(explanation).render());
            }
            return text.toString();
        }

        private static String limitsText(WriteLimits limits) {
            return limits.equals(WriteLimits.NONE)
                    ? "No limits."
                    : limits(limits).entrySet().stream()
                            .map(limit -> limit.getKey() + " " + limit.getValue())
                            .collect(Collectors.joining(
                                    ", ", "Limits of one event, the strictest of all entries: ", "."));
        }

        private static TextTable entries(Explanation explanation) {
            TextTable table = new TextTable("entry", "table", "access", "applies", "why");
            explanation
                    .entries()
                    .forEach(entry -> table.row(
                            String.valueOf(entry.number()),
                            entry.table(),
                            word(entry.access()),
                            entry.applies() ? "yes" : "no",
                            entry.reason()));
            return table;
        }

        static Map<String, Object> wire(Explanation explanation) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("user", explanation.user());
            fields.put("credential", explanation.credential());
            fields.put("table", explanation.table());
            fields.put("access", word(explanation.needed()));
            fields.put("allowed", explanation.allowed());
            fields.put("reason", explanation.reason());
            fields.put("limits", limits(explanation.limits()));
            fields.put(
                    "entries",
                    explanation.entries().stream().map(ExplanationText::wire).toList());
            return fields;
        }

        private static Map<String, Object> wire(Explanation.Entry entry) {
            return OutputOptions.fields(
                    "entry", entry.number(),
                    "table", entry.table(),
                    "access", word(entry.access()),
                    "applies", entry.applies(),
                    "why", entry.reason());
        }

        private static Map<String, Object> limits(WriteLimits limits) {
            Map<String, Object> found = new LinkedHashMap<>();
            limits.maxDeleteRows().ifPresent(rows -> found.put("max_delete_rows", rows));
            limits.maxChangedRows().ifPresent(rows -> found.put("max_changed_rows", rows));
            limits.maxChangedPercent().ifPresent(percent -> found.put("max_changed_percent", percent));
            return found;
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
