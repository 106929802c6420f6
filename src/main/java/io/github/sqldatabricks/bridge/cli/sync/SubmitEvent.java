package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge sync submit}: one event. */
@Command(name = "submit", description = "Changes a SQL Server table by the rows of a Databricks table.")
final class SubmitEvent extends ClientCommand {

    @Parameters(index = "0", paramLabel = "OPERATION", description = "INSERT, UPDATE, DELETE or UPSERT.")
    private String operation;

    @Option(names = "--source", paramLabel = "TABLE", description = "catalog.schema.table in Databricks.")
    private String source;

    @Option(names = "--target", required = true, paramLabel = "TABLE", description = "schema.table in SQL Server.")
    private String target;

    @Option(names = "--key", paramLabel = "COLUMN", description = "A key column; repeatable.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--where", paramLabel = "COLUMN=VALUE", description = "For DELETE without keys; repeatable.")
    private Map<String, String> conditions = new LinkedHashMap<>();

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Such as country or identity; repeatable.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--priority", description = "Higher goes first. Default: 0.")
    private Integer priority;

    @Option(names = "--rows-expected", paramLabel = "ROWS", description = "How many rows should change.")
    private Long rowsExpected;

    @Option(names = "--event-id", paramLabel = "ID", description = "Submitting the same id again does nothing twice.")
    private String eventId;

    @Option(names = "--wait", description = "Waits for the outcome; exit code 1 when it was not applied.")
    private boolean wait;

    @Option(names = "--dry-run", description = "Does all of it, rolls it back, and shows what would change.")
    private boolean dryRun;

    @Override
    protected int run(ServiceClient client) {
        JsonNode answer = client.post("sync/events?dry_run=" + dryRun, body());
        if (dryRun) {
            print(EventText.dryRun(answer), answer);
            return EventText.exitCode(answer);
        }
        JsonNode event = wait ? SyncCommand.untilEnded(client, EventText.id(answer), seen -> {}) : answer;
        print(EventText.details(event), event);
        return wait ? EventText.exitCode(event) : 0;
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event_id", eventId);
        body.put("operation", operation);
        body.put("source_table", source);
        body.put("target_table", target);
        body.put("primary_keys", keys);
        body.put("priority", priority);
        body.put("rows_expected", rowsExpected);
        body.put("filter_conditions", conditions.isEmpty() ? null : conditions);
        body.put("metadata", metadata);
        body.values().removeIf(value -> value == null);
        return body;
    }
}
