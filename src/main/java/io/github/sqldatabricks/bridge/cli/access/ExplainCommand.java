package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.AccessLevel;
import io.github.sqldatabricks.bridge.access.Explanation;
import io.github.sqldatabricks.bridge.access.TokenAdministration;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge perms explain}: what the service would answer, and why. */
@Command(
        name = "explain",
        description = {
            "Says whether a user may read or write a table, which entries match, and why others do not.",
            "With --access or --source the exit code is 1 when it is not allowed."
        })
final class ExplainCommand implements Callable<Integer> {

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
                        .map(asked -> administration.explain(name, subject.table, AccessLevel.valueOf(asked.name())))
                        .toList();
    }
}
