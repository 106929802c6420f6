package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.UserSummary;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridge token list}: who can log in by what, and until when. */
@Command(name = "list", description = "Lists the users of the permissions file; shows no token.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private PermissionsFileOption file = new PermissionsFileOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        List<UserSummary> users = file.administration().list();
        TextTable table = new TextTable("name", "credential", "expires", "admin", "events", "permissions", "sources");
        users.forEach(user -> table.row(
                user.name(),
                user.credential(),
                user.expires().map(LocalDate::toString).orElse("never") + (user.expired() ? " (expired)" : ""),
                user.admin() ? "yes" : "no",
                user.events() ? "yes" : "no",
                String.valueOf(user.permissions()),
                String.valueOf(user.sources())));
        output.print(
                specification,
                table.render(),
                users.stream().map(ListCommand::wire).toList());
        return 0;
    }

    private static Map<String, Object> wire(UserSummary user) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", user.name());
        fields.put("credential", user.credential());
        fields.put("expires", user.expires().map(LocalDate::toString).orElse(null));
        fields.put("expired", user.expired());
        fields.put("admin", user.admin());
        fields.put("events", user.events());
        fields.put("permissions", user.permissions());
        fields.put("sources", user.sources());
        return fields;
    }
}
