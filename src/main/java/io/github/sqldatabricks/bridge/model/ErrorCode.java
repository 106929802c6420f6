package io.github.sqldatabricks.bridge.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every error that a caller can meet, with what it means and what to do. The text of a code is a promise: codes are never
 * renamed, new ones may come. The tables of docs/errors.md are made from this list. It is one file, and long, because it is one
 * table.
 */
public enum ErrorCode {

    // Invalid request
    BAD_REQUEST(
            Kind.INVALID_REQUEST,
            "The HTTP layer does not understand the request.",
            "Compare it with the OpenAPI document."),
    MALFORMED_JSON(
            Kind.INVALID_REQUEST,
            "The body is no JSON, breaks off, has a field twice, or goes on after its end.",
            "Send one JSON object."),
    BODY_UNREADABLE(Kind.INVALID_REQUEST, "The body broke off.", "Send all of it."),
    MISSING_BODY(Kind.INVALID_REQUEST, "The body is empty.", "Send a JSON object."),
    UNKNOWN_FIELD(
            Kind.INVALID_REQUEST,
            "The body has a field that does not exist; the detail names it and the known ones.",
            "Correct its name."),
    UNKNOWN_QUERY_PARAMETER(
            Kind.INVALID_REQUEST,
            "The operation has no query parameter of that name; the detail names the known ones. Below the "
                    + "base path, it is ignored.",
            "Correct its name."),
    DOUBLED_QUERY_PARAMETER(Kind.INVALID_REQUEST, "A query parameter comes twice.", "Send it once."),
    UNSUPPORTED_FIELD(
            Kind.INVALID_REQUEST,
            "A field of the predecessor that would change what is done, and can't be honoured here; the "
                    + "detail names it.",
            "Say it as the detail and [migration.md](migration.md) tell."),
    INVALID_FIELD(
            Kind.INVALID_REQUEST,
            "A field or query parameter has the wrong type or is out of range.",
            "See the OpenAPI document."),
    INVALID_PARAMETER(
            Kind.INVALID_REQUEST,
            "A parameter is an object or an empty or nested list, or its value does not fit its place in the "
                    + "template or the type that the template declares.",
            "Send text, a number, true, false, null or a list of these; the detail says what the type takes."),
    INVALID_COUNTRY(Kind.INVALID_REQUEST, "The country is no name of letters, digits, `_` and `-`.", "Correct it."),
    INVALID_QUERY_NAME(
            Kind.INVALID_REQUEST,
            "A query is no name of letters, digits, `_`, `-` and `.`.",
            "Name a template without `.sql`."),
    INVALID_LOAD(
            Kind.INVALID_REQUEST,
            "A load into a Delta table is asked for that can't be: no key to merge by, a column that is not read, a "
                    + "value that is none of the column's type, a setting that is unknown or missing.",
            "Correct what the detail names."),
    CHANGE_COLUMN_REFUSED(
            Kind.INVALID_REQUEST,
            "The values of a column that shall tell what changed have no exact order of their own, or are of another type than was "
                    + "said.",
            "Choose a whole number, decimal, date, time stamp or rowversion."),
    INVALID_DESTINATION(
            Kind.INVALID_REQUEST,
            "The destination is no folder of a Unity Catalog volume.",
            "Use `/Volumes/catalog/schema/volume/...`."),
    MISSING_DESTINATION(
            Kind.INVALID_REQUEST,
            "Neither the request nor the configuration names a destination.",
            "Send `destination`, or set `bridge.extraction.default-destination`."),
    INVALID_IDEMPOTENCY_KEY(
            Kind.INVALID_REQUEST,
            "The key is not 1 to 64 visible ASCII characters, or header and body differ.",
            "Send one UUID."),
    INVALID_JOB_ID(
            Kind.INVALID_REQUEST, "The path holds no job id.", "Use the `job_id` of the answer to `POST /extract`."),
    INVALID_STATUS(
            Kind.INVALID_REQUEST,
            "`status_filter` is no status.",
            "Use pending, running, completed, failed or cancelled."),
    PATH_OUTSIDE_ROOT(
            Kind.INVALID_REQUEST,
            "`queries_path` or `config_path` leads out of the configured folder.",
            "Name a folder below it."),
    UNKNOWN_QUERY(
            Kind.INVALID_REQUEST,
            "There is no template of that name; the detail lists unknown and known ones.",
            "Correct the names."),
    UNKNOWN_PARAMETER(
            Kind.INVALID_REQUEST,
            "The request gives a parameter that none of its queries uses; the detail says which name was "
                    + "probably meant.",
            "Correct the name, or leave it out."),
    QUERY_DISABLED(
            Kind.INVALID_REQUEST,
            "The request names a query that its template or `bridge.extraction.disabled-queries` has taken "
                    + "out of use; the detail says why.",
            "Leave it out, or let the operator enable it."),
    MISSING_PARAMETERS(
            Kind.INVALID_REQUEST,
            "Templates need parameters that nobody gives; the detail names all.",
            "Add them to the country's file or to the request."),
    TOO_MANY_QUERIES(
            Kind.INVALID_REQUEST,
            "The request has more queries than the queue can ever hold.",
            "Ask for some of them at a time."),
    TOO_MANY_PARAMETERS(
            Kind.INVALID_REQUEST,
            "A statement would have more parameters than SQL Server takes (2100).",
            "Shorten the lists."),
    DUPLICATE_COLUMN(
            Kind.INVALID_REQUEST,
            "The query returns two columns whose names differ in case at most.",
            "Give one an alias with AS."),
    NO_COLUMNS(Kind.INVALID_REQUEST, "The query returns no columns.", "Make it a SELECT."),
    UNKNOWN_TEMPORAL_COLUMN(
            Kind.INVALID_REQUEST,
            "A template's temporal policy names a column that the query does not return.",
            "Correct the name."),
    UNNAMED_COLUMN(Kind.INVALID_REQUEST, "A column of the query has no name.", "Give it an alias with AS."),
    INVALID_TEMPLATE(Kind.INVALID_REQUEST, "A template can't be read.", "Correct it where the detail says."),
    PARTITION_REFUSED(
            Kind.INVALID_REQUEST,
            "A template's rows can't be divided as its @partition says: its statement can't be a derived table, or the column is missing "
                    + "or has no exact order.",
            "Correct what the detail names, or leave @partition out."),
    INVALID_REPLICATION(
            Kind.INVALID_REQUEST,
            "A replication's file can't be read: it has an unknown or doubled key, or a value of a wrong type.",
            "Correct it where the detail says."),
    NOT_ONE_SELECT(Kind.INVALID_REQUEST, "A template holds something else than one SELECT.", "Leave one SELECT in it."),
    PARAMETER_KEY_MISSING(
            Kind.INVALID_REQUEST,
            "The request has secret parameters, and the store has no key to seal them with; the detail names "
                    + "them.",
            "Let the operator set `bridge.jobs.parameter-key`, or put the values into the country's file; "
                    + "see docs/security.md."),
    PARAMETER_NOT_ALLOWED(
            Kind.INVALID_REQUEST,
            "A placeholder stands where no parameter can be bound.",
            "Move it, or see docs on templates."),
    PARAMETER_COLLISION(Kind.INVALID_REQUEST, "Two nested parameters have the same flattened name.", "Rename one."),
    INVALID_PARAMETERS(
            Kind.INVALID_REQUEST, "A parameter file is no YAML mapping.", "Correct it where the detail says."),
    FILE_NOT_UTF8(Kind.INVALID_REQUEST, "A template or parameter file is not UTF-8.", "Save it as UTF-8."),
    FILE_TOO_LARGE(Kind.INVALID_REQUEST, "A template or parameter file is larger than allowed.", "Split it."),
    INVALID_EVENT_ID(
            Kind.INVALID_REQUEST,
            "The event_id is not 1 to 128 letters, digits, `.`, `_`, `:` or `-`.",
            "Send a UUID, or nothing."),
    INVALID_OPERATION(Kind.INVALID_REQUEST, "The operation is none of INSERT, UPDATE, DELETE, UPSERT.", "Correct it."),
    INVALID_SOURCE_TABLE(
            Kind.INVALID_REQUEST, "The source_table is no `catalog.schema.table`, or is missing.", "Correct it."),
    INVALID_TARGET_TABLE(
            Kind.INVALID_REQUEST,
            "The target_table is no `schema.table` or `table`, or has blanks around a part, which SQL Server "
                    + "would ignore.",
            "Correct it; a database before it is not allowed: say `metadata.target_database`."),
    INVALID_PRIMARY_KEYS(
            Kind.INVALID_REQUEST,
            "The primary_keys are missing, empty, or hold a name twice.",
            "Name each key column once."),
    INVALID_FILTER_CONDITIONS(
            Kind.INVALID_REQUEST,
            "The filter_conditions came with another operation than DELETE, together with keys, or twice for "
                    + "a column.",
            "Send conditions, or source_table with primary_keys."),
    INVALID_ROWS_EXPECTED(Kind.INVALID_REQUEST, "The rows_expected is negative.", "Send 0 or more, or nothing."),
    INVALID_MAX_RETRIES(Kind.INVALID_REQUEST, "The max_retries is not 0 to 100.", "Correct it."),
    INVALID_METADATA(
            Kind.INVALID_REQUEST,
            "A value in metadata that the bridge reads is none that it knows.",
            "See docs/sync.md."),
    UNBOUNDED_DELETE(
            Kind.INVALID_REQUEST,
            "A DELETE has neither keys nor conditions: it would empty the table.",
            "Send primary_keys with source_table, or filter_conditions."),
    INVALID_CHECKPOINT(
            Kind.INVALID_REQUEST,
            "`--expect` of `bridge audit verify` is no `SEQUENCE:HASH`.",
            "Take both from an `audit_checkpoint` line of the log."),
    CHECKPOINT_TOO_OLD(
            Kind.INVALID_REQUEST, "The checkpoint is of a record that retention has removed.", "Take a later one."),
    TOO_MANY_SUBSCRIPTIONS(
            Kind.INVALID_REQUEST,
            "A WebSocket connection subscribed to more than 1,000 events.",
            "Open another connection, or one without subscriptions, which tells of all."),
    UNKNOWN_COMMAND(
            Kind.INVALID_REQUEST,
            "A WebSocket message is no command.",
            "Send `ping`, `list` or `subscribe:<event_id>`."),

    // Not authenticated
    TOKEN_MISSING(Kind.NOT_AUTHENTICATED, "The request carries no token.", "Send `Authorization: Bearer <token>`."),
    TOKEN_UNKNOWN(Kind.NOT_AUTHENTICATED, "Nobody has this token.", "Ask the operator for one."),
    TOKEN_EXPIRED(Kind.NOT_AUTHENTICATED, "The token has expired.", "Ask the operator for a new one."),
    TOKEN_INVALID(
            Kind.NOT_AUTHENTICATED,
            "A token in the form of a JWT that the identity provider did not make for this service, or that "
                    + "is not valid yet.",
            "Get one with the right audience; see docs/security.md."),
    PROVIDER_LOGIN_FAILED(
            Kind.NOT_AUTHENTICATED,
            "A log-in to the console at the identity provider was not completed: it was refused or given up there, took too long, or "
                    + "the browser brings something else than it was sent with.",
            "Begin again from the console's log-in page; the operator sees in the log what the provider has said."),
    NO_USERS(Kind.NOT_AUTHENTICATED, "The permissions file has no user.", "See docs/security.md."),

    // Not allowed
    ADMIN_ONLY(
            Kind.NOT_ALLOWED,
            "What is about the whole service (its audit trail, settings, flow and replicas) is for users with `admin: true` only.",
            "Ask the operator."),
    TRIGGER_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "Only who may write to some table, or an admin, makes the events table be read at once.",
            "Wait for `bridge.sync.poller.interval`, or ask the operator for the permission."),
    READ_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "The token may not read one of the tables; the detail names them.",
            "Ask the operator for the permission."),
    WRITE_NOT_ALLOWED(
            Kind.NOT_ALLOWED, "The token may not write the target table.", "Ask the operator for the permission."),
    LOAD_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "The token's `loads` do not name the table of Unity Catalog that rows are to be loaded into.",
            "Ask the operator to add it to `loads` (docs/security.md)."),
    SOURCE_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "The token's `sources` do not name the table of Unity Catalog that the event is to copy. An "
                    + "event of the events table is `blocked` with it.",
            "Ask the operator to add it to `sources` (docs/security.md)."),
    SANDBOX_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "The user may not run SQL of its own in the sandbox.",
            "Set `sandbox: true` for the user in the permissions file."),
    FOREIGN_HOST(
            Kind.NOT_ALLOWED,
            "A service with the sandbox was called by a host name that it does not know.",
            "Call it by `localhost` or an address, or add the name to `bridge.sandbox.host-names`."),
    FOREIGN_ORIGIN(
            Kind.NOT_ALLOWED,
            "A web page of another place has sent the request to a service with the sandbox.",
            "Nothing: this keeps web pages out."),
    CROSS_SITE_REQUEST(
            Kind.NOT_ALLOWED,
            "A page of another place, or something that does not say where it comes from, has sent a form to the console.",
            "Use the console's own pages; programs use the REST API."),
    LOGIN_NEEDS_TLS(
            Kind.NOT_ALLOWED,
            "The console was reached over plain HTTP from another machine, where a token could be read on the way.",
            "Open it by `https`. When TLS ends at a proxy, set `quarkus.http.proxy.proxy-address-forwarding` and "
                    + "`.trusted-proxies`; outside of production, `bridge.console.allow-http` lets it pass."),
    ROLE_MISSING(
            Kind.NOT_ALLOWED,
            "The identity provider vouches for the caller, but no entry of the permissions file has its "
                    + "subject or a role of it; the detail names the subject.",
            "Ask the operator for an entry, or for the role."),
    USER_UNKNOWN(
            Kind.NOT_ALLOWED,
            "The user who asked for it is not in the permissions file any more, or the token has expired "
                    + "meanwhile.",
            "Ask the operator."),
    OPERATE_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "The token may not pause a replication, reset its streams or let their loads pass limits.",
            "Ask the operator to name the replication in `operate` of the permissions file."),
    EVENTS_USER_MISSING(
            Kind.NOT_ALLOWED,
            "A row of the events table has nobody to act for.",
            "Set `bridge.sync.events-user`, or `metadata.user` in the row."),
    REPLICATION_USER_MISSING(
            Kind.NOT_ALLOWED,
            "A replication has a schedule, and nobody to act for.",
            "Set `bridge.replications.user`."),
    EVENTS_USER_NOT_ALLOWED(
            Kind.NOT_ALLOWED,
            "Rows of the events table may not act for the user they name.",
            "Set `events: true` for the user in the permissions file."),
    TARGET_NOT_CONFIGURED(
            Kind.NOT_ALLOWED,
            "The event names a server and a database (`metadata.target_server`, `metadata.target_database`) "
                    + "to which no connection of the bridge leads, or several, or the country's leads elsewhere. "
                    + "Nothing was changed.",
            "Configure the connection that the detail names, or correct the metadata."),
    RESERVED_TARGET(
            Kind.NOT_ALLOWED,
            "The target is in the schema `bridge`, whose tables are the bridge's own: as it is written "
                    + "(400), or behind a synonym or a view (the event is blocked). Nothing was changed.",
            "Correct the target_table."),
    LIMIT_EXCEEDED(
            Kind.NOT_ALLOWED,
            "The event would change more rows than allowed; all was rolled back. Rows that foreign keys "
                    + "change with it count too.",
            "Make it smaller, or ask the operator for a higher limit."),
    CASCADE_REFUSED(
            Kind.NOT_ALLOWED,
            "Foreign keys of the target would change rows beside the event's own, and `bridge.sync.cascade` "
                    + "or `metadata.cascade` refuses that; all was rolled back.",
            "Delete those rows by events of their own first, or ask the operator."),
    CASCADE_UNKNOWN(
            Kind.NOT_ALLOWED,
            "The event has limits on rows, but foreign keys refer to its target that the bridge's login may "
                    + "not see; all was rolled back.",
            "Let a DBA grant VIEW DEFINITION, and SELECT on the tables with these keys."),
    TRIGGERS_REFUSED(
            Kind.NOT_ALLOWED,
            "The target has triggers that the event would fire, and `bridge.sync.triggers` refuses them. "
                    + "Nothing was changed.",
            "Ask the operator."),

    // Not found
    UNKNOWN_COUNTRY(
            Kind.NOT_FOUND, "The country has neither parameters nor templates.", "Correct its name, or add its file."),
    UNKNOWN_JOB(
            Kind.NOT_FOUND,
            "There is no such job, it is not kept any more, or it belongs to another user.",
            "List the jobs."),
    MANIFEST_MISSING(
            Kind.NOT_FOUND,
            "The query's folder has no manifest of this job: the query has no output, or a later job has replaced it.",
            "Look at the query's status, and at later jobs that write there."),
    UNKNOWN_REPLICATION(
            Kind.NOT_FOUND,
            "There is no replication of that name; the detail names the files that are broken.",
            "`bridge replicate list` shows those that there are."),
    REPLICATION_NOT_READY(
            Kind.CONFLICT,
            "A stream that was asked for can't run; the detail says why. Nothing was run.",
            "`bridge replicate plan` shows all problems and where each setting comes from. Correct the file, or name other streams."),
    INVALID_STATE(
            Kind.INVALID_REQUEST,
            "A state that is to be imported is none of this stream: of another stream, column or type, or not read by this version.",
            "Import what `bridge state export` has written for this stream."),
    INVALID_IF_MATCH(
            Kind.INVALID_REQUEST,
            "The state of a stream is to be changed, and `If-Match` does not say which generation was seen.",
            "Send the `ETag` of `GET .../state` as `If-Match`."),
    STATE_CHANGED(
            Kind.HTTP,
            412,
            "The stream has another generation than the caller has seen, or the state that is imported is of an older one.",
            "Look at the state again, and decide again."),
    NOTHING_BLOCKED(
            Kind.CONFLICT,
            "A load is to be approved, but none of the stream is stopped by its limits.",
            "Look at the stream: only a load that was stopped can be approved."),
    STREAM_IN_USE(
            Kind.CONFLICT,
            "A stream or replication is to be forgotten that a file still has, or of which nobody can tell.",
            "Take it out of the file first; when the source can't be asked, try again later."),
    UNKNOWN_STREAM(
            Kind.NOT_FOUND,
            "No stream of the replication has a name that the pattern means.",
            "`bridge replicate plan` shows its streams."),
    UNKNOWN_PATH(Kind.NOT_FOUND, "There is no such URL, or no such folder.", "Correct it."),
    NO_QUERIES(Kind.NOT_FOUND, "The folder has no templates.", "Add `*.sql` files."),
    SANDBOX_OFF(Kind.NOT_FOUND, "`/sandbox` is asked of a service without the sandbox.", "`bridge serve --sandbox`"),
    UNKNOWN_EVENT(
            Kind.NOT_FOUND,
            "There is no such event, it is not kept any more, or it belongs to another user.",
            "List the events."),

    // Http
    METHOD_NOT_ALLOWED(Kind.HTTP, 405, "The URL does not have this method.", "See the OpenAPI document."),
    NOT_ACCEPTABLE(Kind.HTTP, 406, "The caller accepts no JSON.", "Accept `application/json`."),
    BODY_TIMEOUT(
            Kind.HTTP,
            408,
            "The body did not come whole within `bridge.api.body-timeout`; the connection is closed.",
            "Send it faster; the request was not begun."),
    BODY_TOO_LARGE(Kind.HTTP, 413, "The body is over `quarkus.http.limits.max-body-size`.", "Send less."),
    UNSUPPORTED_MEDIA_TYPE(
            Kind.HTTP,
            415,
            "The body is not declared as JSON, or a statement for the sandbox not as SQL.",
            "Send `Content-Type: application/json`; for `/sandbox/...` `application/sql`."),
    UNSUPPORTED_TRANSFER_CODING(
            Kind.HTTP,
            501,
            "The body has a `Transfer-Encoding` other than `chunked`.",
            "Send it as it is, or chunked."),

    // Conflict
    DESTINATION_BUSY(
            Kind.CONFLICT,
            "An unfinished job writes to the same folder; the detail names it.",
            "Wait for it, cancel it, or use another destination."),
    OUTPUT_DIFFERS(
            Kind.CONFLICT,
            "`overwrite` is false, and the output that is there was made with other parameters, another "
                    + "limit, template or database, or nobody knows with what; the detail names what differs. Also the "
                    + "error of a query when it can be known only then.",
            "Send `overwrite`, or choose another destination."),
    JOB_ENDED(Kind.CONFLICT, "The job has ended, so it can't be cancelled.", "Nothing to do."),
    JOB_NOT_ENDED(
            Kind.CONFLICT,
            "The job has not ended, so its queries can't be tried again.",
            "Wait for its end, or cancel it."),
    NOTHING_TO_RETRY(
            Kind.CONFLICT,
            "None of the job's queries, or not one that was named, has failed or was cancelled.",
            "Look at the job: what is completed needs no retry."),
    CANCELLED(Kind.CONFLICT, "The work was cancelled.", "Nothing to do."),
    INTERRUPTED(Kind.CONFLICT, "The process was stopped while it waited.", "Try again."),
    EVENT_NOT_RETRYABLE(Kind.CONFLICT, "Only failed and blocked events can be tried again.", "Wait for its end."),
    EVENT_NOT_PENDING(
            Kind.CONFLICT,
            "The event has begun or ended, or turned out to have been applied by an earlier attempt, so it "
                    + "can't be cancelled.",
            "Nothing to do."),
    LOAD_CONTRACT_BROKEN(
            Kind.CONFLICT,
            "The columns of the source and of the Delta table differ in a way that the contract does not allow; the detail names each. "
                    + "Nothing was loaded.",
            "Change the table or the query, or choose another contract."),
    LOAD_LIMIT_EXCEEDED(
            Kind.CONFLICT,
            "The load would take more rows away than its limit allows. Nothing was loaded.",
            "Look at the source first; if it is right, load with a larger limit."),
    LOAD_OUTDATED(
            Kind.CONFLICT,
            "A load that was asked for later has ended in the Delta table, so this one would bring older rows back. Nothing was loaded.",
            "Ask for a new job if its rows are still missing."),
    LOAD_TARGET_REPLACED(
            Kind.CONFLICT,
            "The Delta table is not the one of the last load any more: it was dropped, or dropped and made again. Nothing was loaded.",
            "Load the whole source by mode replace."),

    STREAM_PATTERN_EMPTY(
            Kind.CONFLICT,
            "A pattern of a replication meets no table of the source, or the bridge's login may not see it.",
            "Correct the pattern, take it out, or grant SELECT on the tables."),
    STREAM_AMBIGUOUS(
            Kind.CONFLICT,
            "Two patterns of a replication of the same length meet one table, or two tables or streams have names that differ by case "
                    + "only.",
            "Name the table itself in an entry of its own, or exclude one."),
    STREAM_TARGET_TAKEN(
            Kind.CONFLICT,
            "Two streams, of one replication or of two, have the same target table.",
            "Give one of them another `target`."),
    STREAM_TARGET_INVALID(
            Kind.CONFLICT,
            "A stream's target, made of the names of its source, is none that Unity Catalog can have.",
            "Give the stream a `target` of its own."),
    STREAM_KEY_MISSING(
            Kind.CONFLICT,
            "Rows of a stream are to be merged, and neither its file nor the source's catalogue says by which key.",
            "Name the columns as `key`, or choose `mode: replace`."),
    STREAM_COLUMN_REFUSED(
            Kind.CONFLICT,
            "A column that a replication's file names is not there or not of a fitting type, or one that is read has a type that "
                    + "Databricks has nothing for.",
            "Correct the name, or exclude the column."),
    STREAM_SETTINGS_CONTRADICT(
            Kind.CONFLICT,
            "The settings of a stream contradict each other, as a mode that takes all rows with a change that brings some.",
            "Change one of those that the detail names."),

    // Unprocessable
    IDEMPOTENCY_KEY_REUSED(Kind.UNPROCESSABLE, "The key was used for another request.", "Send a new key."),
    TARGET_NOT_A_TABLE(
            Kind.UNPROCESSABLE,
            "The target is a procedure, a function, a table type or a synonym for something in another "
                    + "database or server; the detail says what.",
            "Correct `target_table`; for another database, give its country a connection of its own."),
    TARGET_NOT_UPDATABLE(
            Kind.UNPROCESSABLE,
            "SQL Server can't change rows through this view (414, 415, 4403, 4405, 4406, 4416): aggregates, "
                    + "UNION, derived columns, several tables, or a join with a view that has an INSTEAD OF trigger.",
            "Name the table itself."),
    EVENT_ID_REUSED(
            Kind.UNPROCESSABLE, "The event_id was used for another event, or by another user.", "Send a new one."),

    // Too many
    TOO_MANY_ATTEMPTS(
            Kind.TOO_MANY,
            "Too many requests without a valid token came from the caller's address.",
            "Correct the token; try again after `Retry-After` seconds."),
    TOO_MANY_REQUESTS_OF_USER(
            Kind.TOO_MANY,
            "The caller has as many requests under way as one user may have "
                    + "(`bridge.api.max-requests-per-user`), those that wait for an event included. Nothing was done.",
            "Send fewer at once; try again after `Retry-After` seconds."),

    // Defect
    INTERNAL_ERROR(
            Kind.DEFECT, "A defect of the bridge.", "Report it with the `instance`; the log has the details under it."),
    EXTRACTION_FAILED(Kind.DEFECT, "A defect of the bridge while a query ran.", "Report it; the log has the details."),

    // Unavailable
    AUDIT_VERIFICATION_RUNNING(
            Kind.UNAVAILABLE,
            "The audit trail is being verified; one at a time.",
            "Try again after `Retry-After` seconds, or look at `GET /audit/state`."),
    QUEUE_FULL(
            Kind.UNAVAILABLE,
            "There is no room for all queries of the request.",
            "Try again after `Retry-After` seconds."),
    TOO_MANY_REQUESTS(
            Kind.UNAVAILABLE,
            "The service has as many requests under way as it takes (`bridge.api.max-requests`).",
            "Try again after `Retry-After` seconds."),
    SHUTTING_DOWN(
            Kind.UNAVAILABLE, "The process is stopping.", "Try again; another replica, or the restarted one, answers."),
    TARGET_MOVED(
            Kind.UNAVAILABLE,
            "Of an event: its target is another table now than when it was claimed, after a failover or "
                    + "because a synonym or an alias of the host leads elsewhere.",
            "Nothing to do: the event is claimed anew for the table that it is now, in that one's order, and "
                    + "this counts as no attempt. When it comes again and again, a host name leads to several servers."),
    ATTEMPT_UNSETTLED(
            Kind.UNAVAILABLE,
            "Of an event in `retry`, or of its cancellation: an earlier attempt (a process that died or "
                    + "stands still, a connection that broke) may have applied it, and the ledger that knows can't be "
                    + "asked now: the SQL Server is away, or that attempt still has its row locked.",
            "Nothing to do but to make the SQL Server reachable; the ledger is asked again, at most 5 "
                    + "minutes apart, until it answers. Then the event is `completed`, or ends as it would have. A "
                    + "connection that was taken out of the configuration has to be there until then. When the "
                    + "database is gone for good: operations.md, \"an event that nobody can settle\"."),
    AUDIT_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "The request can't be recorded in the audit trail now; the operator sees why in readiness and in "
                    + "the log.",
            "Try again after `Retry-After` seconds."),
    IDENTITY_PROVIDER_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "Whether a token of the identity provider is valid can't be known: its keys are needed, and it "
                    + "does not tell them.",
            "Try again after `Retry-After` seconds; tokens of the bridge work."),
    AUDIT_STORE_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "The database of the audit trail can't be reached.",
            "Try again; the operator sees why in the log."),
    EVENT_STORE_UNAVAILABLE(
            Kind.UNAVAILABLE,
            "The database of events can't be reached.",
            "Try again; the operator sees why in the log."),
    JOB_STORE_UNAVAILABLE(
            Kind.UNAVAILABLE, "The database of jobs can't be reached.", "Try again; the operator sees why in the log."),
    POLLER_OFF(
            Kind.UNAVAILABLE,
            "The service does not read the events table.",
            "Set `bridge.sync.poller.enabled`, or use POST /sync/events."),

    // Transient
    COLUMNS_CHANGED(
            Kind.TRANSIENT,
            "A table's columns were changed while it was read in parts. It is read again.",
            "Nothing, unless it happens again and again."),
    PART_LOST(
            Kind.TRANSIENT,
            "A part of the query was given to another reader, because its process gave no sign of life or its query began anew.",
            "Nothing: what is missing is read again."),
    SQLSERVER_DEADLOCK(
            Kind.TRANSIENT, "SQL Server chose the query as the victim of a deadlock (1205).", "Start a new job later."),
    SQLSERVER_LOCK_TIMEOUT(
            Kind.TRANSIENT,
            "A lock was not free within `bridge.sqlserver.lock-timeout` (1222).",
            "Start a new job when the writers are done."),
    SQLSERVER_POOL_EXHAUSTED(
            Kind.TRANSIENT,
            "No connection to SQL Server became free within the connect time-out.",
            "Raise `bridge.sqlserver.max-connections`, or lower `bridge.extraction.concurrency`."),
    SQLSERVER_SNAPSHOT_CONFLICT(
            Kind.TRANSIENT,
            "Rows, their versions or the definition of a table changed while the statement ran (3960, 41302 "
                    + "and others).",
            "Start a new job."),
    SQLSERVER_UNAVAILABLE(
            Kind.TRANSIENT,
            "The server or database starts, stops, recovers, fails over or can't be written now (17187, 922, "
                    + "3906 and others).",
            "Start a new job later."),
    SQLSERVER_BUSY(
            Kind.TRANSIENT,
            "The server has no memory, locks or workers left, or a quota is used up (701, 1204, 10928 and "
                    + "others).",
            "Run fewer jobs at once."),
    SQLSERVER_CONNECTION_LOST(
            Kind.TRANSIENT,
            "No connection to SQL Server, or it was cut, while TLS was agreed on or later.",
            "Check host, port and network."),
    COMMIT_OUTCOME_UNKNOWN(
            Kind.TRANSIENT,
            "Of an event: the connection broke before SQL Server confirmed the commit, and the ledger says "
                    + "that nothing was changed.",
            "Nothing to do: the next attempt comes. Without a ledger (`at-least-once`) look at the target."),
    EVENT_TAKEN_OVER(
            Kind.TRANSIENT,
            "Another attempt at the same event has begun or ended meanwhile; this one changed nothing.",
            "Nothing to do."),
    TARGET_LOCKED(
            Kind.TRANSIENT,
            "Another bridge changes the same table, for longer than `bridge.sqlserver.lock-timeout`.",
            "Nothing: the next attempt comes by itself."),
    DELTA_WRITE_CONFLICT(
            Kind.TRANSIENT,
            "Another writer changed the events table at the same moment.",
            "Nothing: it is tried again."),
    LOAD_OVERTAKEN(
            Kind.TRANSIENT,
            "Another process or load writes into the Delta table now; this one writes nothing more.",
            "Nothing: the next attempt comes by itself. Let one job at a time load into a table."),
    STREAM_RESET(
            Kind.TRANSIENT,
            "The stream was reset, or loaded by another process, while a run of it had begun.",
            "Nothing: the run begins anew, from what is in the table."),
    LOAD_TARGET_CHANGED(
            Kind.TRANSIENT,
            "The Delta table was changed, made anew or dropped while the load ran.",
            "Nothing: it is tried again. When it goes on, find out who changes the table."),
    DATABRICKS_THROTTLED(Kind.TRANSIENT, "Databricks limits the rate of requests.", "Run fewer jobs at once."),
    KERBEROS_UNAVAILABLE(
            Kind.TRANSIENT, "The Kerberos server (KDC) of the domain can't be reached.", "Start a new job later."),
    ENTRA_UNAVAILABLE(
            Kind.TRANSIENT,
            "Microsoft Entra, or the metadata service of the machine, gives no token for SQL Server.",
            "Start a new job later."),
    DATABRICKS_UNAVAILABLE(
            Kind.TRANSIENT,
            "Databricks answered with a server error, or its warehouse is starting.",
            "Start a new job later."),
    DATABRICKS_UNREACHABLE(Kind.TRANSIENT, "No connection to Databricks.", "Check host and network."),

    // Permanent
    SQLSERVER_NOT_CONFIGURED(
            Kind.PERMANENT, "A setting of the country's SQL Server is missing; the detail names it.", "Set it."),
    ENTRA_LOGIN_FAILED(
            Kind.PERMANENT,
            "Microsoft Entra gives no token for SQL Server; the detail has its codes.",
            "Check the identity, its secret and its tenant."),
    SQLSERVER_LOGIN_FAILED(Kind.PERMANENT, "SQL Server refuses the login.", "Check user name and password."),
    KERBEROS_LOGIN_REFUSED(
            Kind.PERMANENT,
            "Kerberos gives the bridge no ticket; the detail says why.",
            "Check `bridge.sqlserver.windows.principal`, `.keytab` and `bridge.sqlserver.krb5-config`."),
    SQLSERVER_CERTIFICATE(
            Kind.PERMANENT,
            "The server's certificate can't be verified: no trusted authority, or another name.",
            "Name its certificate authority in `bridge.sqlserver.tls.trust-store`."),
    SQLSERVER_PERMISSION_DENIED(Kind.PERMANENT, "The login may not read a table.", "Grant SELECT."),
    SQLSERVER_UNKNOWN_DATABASE(Kind.PERMANENT, "The database does not exist.", "Correct `SQLSERVER_DATABASE`."),
    SQLSERVER_INVALID_QUERY(
            Kind.PERMANENT,
            "SQL Server does not understand the statement, or a table or column does not exist.",
            "Correct the template."),
    SQLSERVER_INVALID_VALUE(
            Kind.PERMANENT,
            "A conversion or calculation in the statement failed.",
            "Correct the template or the parameter."),
    SQLSERVER_SNAPSHOT_REFUSED(
            Kind.PERMANENT, "The database does not allow snapshot isolation for this statement.", "See the detail."),
    SQLSERVER_STATEMENT_TIMEOUT(
            Kind.PERMANENT,
            "The statement took longer than `bridge.sqlserver.statement-timeout`; of `/sandbox/sqlserver`, than two "
                    + "minutes.",
            "Make it faster, or raise the limit."),
    SQLSERVER_QUERY_FAILED(Kind.PERMANENT, "SQL Server refused the statement for another reason.", "See the detail."),
    UNSUPPORTED_TYPE(
            Kind.PERMANENT,
            "A column has a type that Databricks has nothing for; the detail names it.",
            "Convert it in the query."),
    AMBIGUOUS_DATE(
            Kind.PERMANENT,
            "A date of October 1582 that the driver can't tell apart.",
            "CAST the column to nvarchar(40)."),
    PARAMETERS_UNREADABLE(
            Kind.PERMANENT,
            "The job's parameters were sealed with another key than the present one.",
            "Set `bridge.jobs.parameter-key` back, or start a new job."),
    DATABRICKS_NOT_CONFIGURED(
            Kind.PERMANENT, "Host or credentials of Databricks are missing.", "Set them; see docs/configuration.md."),
    INVALID_DATABRICKS_HOST(Kind.PERMANENT, "The configured host is none.", "Correct `DATABRICKS_HOST`."),
    INVALID_UPLOAD_PART_SIZE(
            Kind.PERMANENT,
            "The configured part size is out of range.",
            "Correct `bridge.databricks.upload-part-size`."),
    DATABRICKS_UNAUTHORIZED(
            Kind.PERMANENT, "Databricks does not accept the credentials.", "Renew the token or secret."),
    DATABRICKS_FORBIDDEN(
            Kind.PERMANENT, "The credentials may not do this.", "Grant the privilege that the detail names."),
    DATABRICKS_NOT_FOUND(
            Kind.PERMANENT, "The volume or folder does not exist.", "Create it, or correct the destination."),
    DATABRICKS_REFUSED(Kind.PERMANENT, "Databricks refused the request for another reason.", "See the detail."),
    DATABRICKS_STATEMENT_FAILED(Kind.PERMANENT, "A statement failed in the SQL warehouse.", "See the detail."),
    LOAD_COUNT_MISMATCH(
            Kind.PERMANENT,
            "The warehouse reads another count of rows from the load's files than were written. Nothing was loaded.",
            "Somebody changed files in the volume: extract again."),
    LOAD_KEY_DUPLICATE(
            Kind.PERMANENT,
            "Two rows of the load have one key, and nothing tells which is newer. Nothing was loaded.",
            "Name the column that tells it, or correct the keys. Load the range of a backfill again."),
    CURSOR_NULL(
            Kind.PERMANENT,
            "Rows of a stream have no value in the column that tells what changed; the detail says how many.",
            "Set `null_cursor: include` to read them each time, or `ignore` to leave them out."),
    CURSOR_MOVED_BACK(
            Kind.PERMANENT,
            "New rows of a stream could have older values than were read already: the server's clock was set back, or numbers "
                    + "begin anew. They would be missed.",
            "Correct the clock. If it is right, reset the stream, which reads all rows again."),
    POSITION_LOST(
            Kind.PERMANENT,
            "The source has not reached a stream's position any more (it was restored), or the stream is read by another column.",
            "Reset the stream, which reads all rows again."),
    POSITION_UNREADABLE(
            Kind.PERMANENT,
            "A stored position was not written by this version of the bridge.",
            "Use the version that wrote it, or reset the stream."),
    TRANSACTIONS_NOT_VISIBLE(
            Kind.PERMANENT,
            "The login may not see the server's open transactions, without which rows could be missed that are committed late.",
            "GRANT VIEW SERVER STATE (from SQL Server 2022 on, VIEW SERVER PERFORMANCE STATE), or set `lag` for a stream that "
                    + "merges."),
    ROWVERSION_UNAVAILABLE(
            Kind.PERMANENT, "The source gives no rowversions, as the sandbox does not.", "Use a cursor."),
    MULTIPART_UNAVAILABLE(Kind.PERMANENT, "The workspace offers no multipart upload.", "See docs/landing.md."),
    TEMPORAL_PRECISION(
            Kind.PERMANENT,
            "A value has digits below the microsecond, which Databricks can't keep; the detail names the " + "column.",
            "Choose the column's temporal policy, see docs/types.md."),
    VALUE_TOO_LARGE(
            Kind.PERMANENT,
            "A value is larger than `bridge.sqlserver.max-value-size` (extraction), "
                    + "`bridge.databricks.max-value-size` (event sync) or the Airbyte source's bound, or a value or "
                    + "row is larger than this process has memory for (a sixteenth of `-Xmx`); the detail names row "
                    + "and column.",
            "Do what the detail says: raise the setting, or cut the value."),
    READ_ABORTED(Kind.PERMANENT, "Reading was stopped because the query was.", "Nothing to do."),
    UPLOAD_ABORTED(Kind.PERMANENT, "An upload was stopped because the query was.", "Nothing to do."),
    UPLOAD_INCOMPLETE(Kind.PERMANENT, "The volume does not hold what was uploaded.", "Start a new job."),
    SPOOL_DELETED(
            Kind.PERMANENT,
            "The local folder, or a file in it, was deleted while a query ran. It is tried again, in a "
                    + "new folder.",
            "Exempt `bridge.extraction.spool-path` from what cleans up."),
    SPOOL_FAILED(
            Kind.PERMANENT,
            "The local folder for files can't be made or written.",
            "Set `bridge.extraction.spool-path`; free some disk."),
    SPOOL_LIMIT_EXCEEDED(
            Kind.PERMANENT,
            "The files on their way would need more disk than allowed.",
            "Raise the limit, or make files smaller."),
    VALUE_DOES_NOT_FIT(
            Kind.PERMANENT,
            "A value does not fit its column's declared type (a null in a NOT NULL column, too many digits, "
                    + "half of a surrogate pair); the detail names the column.",
            "CAST the column in the query."),
    SPOOL_WRITE_FAILED(
            Kind.PERMANENT,
            "A local file can't be written, for example because the disk is full.",
            "Give `bridge.extraction.spool-path` room for a few files."),
    SPOOL_UNREADABLE(Kind.PERMANENT, "A finished local file can't be read.", "Look at the disk."),
    EVENT_STORE_FAILED(Kind.PERMANENT, "The database of events refused a statement.", "See the log."),
    AUDIT_STORE_FAILED(
            Kind.PERMANENT,
            "The database of the audit trail refused a statement.",
            "The operator sees why in the log."),
    JOB_STORE_FAILED(Kind.PERMANENT, "The database of jobs refused a statement.", "See the log."),
    JOB_STORE_IN_USE(
            Kind.PERMANENT,
            "Another process works with the embedded database of jobs; a service does not start then.",
            "Stop the other process, or give this one a folder of its own (`bridge.jobs.url`)."),
    JOB_STORE_EMPTY(
            Kind.PERMANENT,
            "The file of the embedded database of jobs is empty (0 bytes), as a copy or a disk that failed "
                    + "leaves it; a service does not start then, because it would begin with no jobs and no audit "
                    + "trail.",
            "Put its copy back, or remove the file."),
    JOB_STORE_BROKEN(
            Kind.PERMANENT,
            "The file of the embedded database of jobs is no store, is damaged, or can't be written; a "
                    + "service does not start then.",
            "Look at the log for the reason: make room, set owner and rights, or put its copy back."),

    // Event
    COLUMNS_DO_NOT_MATCH(
            Kind.EVENT,
            "Columns of source and target don't fit; the message names all.",
            "Correct the source table or view."),
    VALUE_REFUSED(
            Kind.EVENT,
            "The target column can't hold a value of the source unchanged; the message names row and column.",
            "Correct the value, or widen the column."),
    SOURCE_KEYS_INVALID(Kind.EVENT, "Keys in the source are null or doubled.", "Make them unique."),
    ROWS_DISCREPANCY(
            Kind.EVENT,
            "Another number of rows than `rows_expected` would change, and `on_discrepancy` is `rollback`.",
            "Look at the source, or correct the number."),
    UNKNOWN_TARGET_TABLE(
            Kind.EVENT,
            "The target table is not there, or the bridge's login may not see it.",
            "Correct `target_table`, or grant the privileges."),
    LEDGER_MISSING(
            Kind.EVENT,
            "The table `bridge.sync_ledger` is not there and could not be made.",
            "Let a DBA run what `bridge setup --print` prints, or set `bridge.sync.delivery=at-least-once`."),
    CONDITION_REFUSED(Kind.EVENT, "A value of `filter_conditions` is none that its column can hold.", "Correct it."),
    SQLSERVER_DUPLICATE_KEY(
            Kind.EVENT,
            "The change would give two rows of the target the same unique key (2601, 2627).",
            "Use UPSERT, or correct the source."),
    SQLSERVER_CONSTRAINT(
            Kind.EVENT,
            "The change breaks a foreign key, a check or a view's option (547, 550).",
            "Correct the source, or change the tables in the right order."),
    SQLSERVER_NULL(Kind.EVENT, "The change would put NULL where the target takes none (515).", "Correct the source."),
    SQLSERVER_TRUNCATION(
            Kind.EVENT,
            "A value is too long for its column, such as one that a trigger or a computed column makes "
                    + "(2628, 8152).",
            "Correct the source, or widen the column."),
    SQLSERVER_TRIGGER(
            Kind.EVENT,
            "A trigger of the target refused the change (3616, 50000 and every number above, which are the "
                    + "trigger's own).",
            "See the detail."),
    TRANSACTION_ENDED(
            Kind.EVENT,
            "A trigger of the target ended the transaction by COMMIT or ROLLBACK (3609, or seen before the "
                    + "bridge's commit). The detail says whether anything was changed: the ledger shows it.",
            "Take COMMIT and ROLLBACK out of the trigger; let it THROW."),
    COMMITTED_IN_TRIGGER(
            Kind.EVENT,
            "A trigger committed the change before the bridge could check it against limits and mark it as "
                    + "applied. It is in, wholly or in part, and is not applied again.",
            "Look at the target, take the COMMIT out of the trigger, send what is missing as a new event."),
    WORKER_DIED(
            Kind.EVENT,
            "Several processes died while they applied the event, or while they ran the query.",
            "Find out why. Then retry the event: it is applied only once; or start a new job: its output "
                    + "replaces what is there."),
    SOURCE_TYPE_REFUSED(
            Kind.EVENT,
            "A column of the source has a type that SQL Server has no form for.",
            "Leave it out, or cast it in a view."),
    EVENTS_TABLE_INVALID(
            Kind.EVENT,
            "The configured events table has not the columns of one.",
            "`bridge events-table create --print` shows them."),

    // Operator
    INVALID_SETTING(
            Kind.OPERATOR,
            "A setting or option is not known, not valid, or missing; the message names it.",
            "Correct it; docs/python.md lists them."),
    QUERY_NOT_DIVISIBLE(
            Kind.OPERATOR,
            "A query with a partition column has WITH or ORDER BY, or something else that no derived table "
                    + "may have.",
            "Leave it out, make the query a view, or read without partitions."),
    SCHEMA_CHANGED(
            Kind.OPERATOR,
            "A query returns other columns than when its DataFrame was made.",
            "Make the DataFrame again."),
    SPARK_READ_FAILED(Kind.OPERATOR, "Spark could not read the source table.", "See the detail."),

    // Command line
    INVALID_URL(Kind.COMMAND_LINE, "The service's URL is none.", "Correct `--url` or `BRIDGE_URL`."),
    SERVICE_UNREACHABLE(
            Kind.COMMAND_LINE,
            "No service answers at the URL.",
            "Start it (`bridge serve`), or correct `--url` or `BRIDGE_URL`."),
    SERVICE_ERROR(
            Kind.COMMAND_LINE,
            "The service answered an error that is not its own, perhaps a proxy's.",
            "Look at the proxy."),
    INVALID_PERMISSIONS(
            Kind.COMMAND_LINE, "The permissions file can't be understood.", "Correct it where the message says."),
    INVALID_USER_NAME(
            Kind.COMMAND_LINE, "The name is none that a user can have.", "Use letters, digits, `.`, `_`, `@`, `-`."),
    INVALID_TABLE(
            Kind.COMMAND_LINE,
            "The table is none that a permission can be about.",
            "Write `dbo.Results`, `sales.*` or `*`."),
    UNKNOWN_USER(Kind.COMMAND_LINE, "The permissions file has no such user.", "`bridge token list`"),
    USER_EXISTS(Kind.COMMAND_LINE, "The permissions file has such a user.", "Choose another name."),
    WEAK_TOKEN(
            Kind.COMMAND_LINE,
            "The token on standard input is too short for a plain digest, or is not one word.",
            "`bridge token create`"),
    USERS_IN_BRACKETS(
            Kind.COMMAND_LINE, "The list of users is written as `[...]`.", "Use `--print` and add the entry by hand."),
    PERMISSIONS_FILE_NOT_EDITABLE(
            Kind.COMMAND_LINE,
            "The file is written in a way that can't be changed automatically, or is being changed right " + "now.",
            "Edit it by hand."),
    PERMISSIONS_FILE_NOT_WRITABLE(
            Kind.COMMAND_LINE,
            "The file can't be replaced with the same owner and mode.",
            "Run the command as its owner, or use `--print`."),

    // Audit
    BROKEN_FILE(
            Kind.AUDIT,
            "A file of permissions, templates or parameters was changed and is broken; its last good version "
                    + "is in force.",
            "The log says what is wrong; correct it."),

    // Airbyte
    OUTPUT_CLOSED(
            Kind.AIRBYTE,
            "The reader of the source's standard output has closed it.",
            "Nothing: the next sync goes on from the last STATE that arrived."),
    INVALID_AIRBYTE_CONFIGURATION(
            Kind.AIRBYTE,
            "The configuration has unknown fields, or values of a wrong type or out of range; the message "
                    + "names all.",
            "Correct them; `bridge airbyte spec` describes every field."),
    INVALID_AIRBYTE_FILE(
            Kind.AIRBYTE,
            "A file given by `--config`, `--catalog` or `--state` can't be read, or is no JSON.",
            "Correct it where the message says."),
    INVALID_AIRBYTE_STATE(
            Kind.AIRBYTE,
            "The state file has neither this source's states nor a GLOBAL or LEGACY state that says of each "
                    + "stream how far it was read.",
            "Reset the connection (clear its data), or give the STATE messages of its last sync."),
    INVALID_CONFIGURED_CATALOG(
            Kind.AIRBYTE,
            "The configured catalog can't be read, or has a stream twice.",
            "Let `discover` describe the streams, and configure them again."),
    INVALID_STREAM_STATE(
            Kind.AIRBYTE,
            "A stream's state was not written by this version of the source, and it is no value of the "
                    + "stream's cursor that another connector wrote.",
            "Reset the stream (clear its data), or choose the cursor that the message names."),
    STREAM_NOT_SELECTED(
            Kind.AIRBYTE,
            "A configured stream is not among the tables that the configuration selects.",
            "Correct the configuration, or refresh the schema and remove the stream."),
    STREAM_WITHOUT_NAMESPACE(
            Kind.AIRBYTE,
            "A stream has no namespace in the configured catalog, and the configuration names no schema.",
            "Set `schema`, or refresh the source's schema."),
    STREAM_COLUMN_MISSING(
            Kind.AIRBYTE,
            "Of the columns that a stream is configured with, its table has none any more; the message names "
                    + "them.",
            "Refresh the source's schema, or select other columns."),
    CURSOR_MISSING(
            Kind.AIRBYTE,
            "An incremental stream has no cursor, or its table has no such column.",
            "Choose a cursor in the stream's settings, or name it in `cursor_field`."),
    CURSOR_TYPE_CHANGED(
            Kind.AIRBYTE, "The cursor's column has another type than when the state was written.", "Reset the stream."),
    CHANGE_FEED_GAP(
            Kind.AIRBYTE,
            "The change data feed does not reach back to the last sync any more.",
            "Reset the stream; sync more often than the table's retention."),
    INVALID_ROW_FILTER(
            Kind.AIRBYTE,
            "A row filter names a column that the table does not have, or values that are none of its type.",
            "Correct `row_filters`."),
    TABLE_VERSION_GONE(
            Kind.AIRBYTE,
            "The table does not keep the version that was asked for.",
            "Nothing: the source starts again, or says what to do."),
    TABLE_WITHOUT_COLUMNS(
            Kind.AIRBYTE,
            "Unity Catalog knows no columns of the table.",
            "Read the table once in a notebook, or leave it out."),
    NOT_IN_UNITY_CATALOG(
            Kind.AIRBYTE, "The catalog is `hive_metastore`.", "Upgrade or federate its tables into Unity Catalog."),
    TABLE_NOT_FOUND(
            Kind.AIRBYTE,
            "A table that the configuration names is not there, or the principal may not see it.",
            "Correct the name, or run the GRANT that the message names."),
    NO_TABLES(
            Kind.AIRBYTE,
            "No selected table may be seen or described.",
            "Correct the selection, or run the GRANT that the message names."),
    TABLES_NOT_READABLE(
            Kind.AIRBYTE, "The check could not read some selected tables.", "Run the GRANTs that the message names."),
    WAREHOUSE_NOT_CONFIGURED(
            Kind.AIRBYTE, "The principal sees no SQL warehouse, or several.", "Configure `warehouse_id`."),
    WAREHOUSE_NOT_STARTED(
            Kind.AIRBYTE,
            "The SQL warehouse did not run within the configured time.",
            "Raise `warehouse_start_timeout_seconds`, or look at the warehouse."),
    WAREHOUSE_DELETED(Kind.AIRBYTE, "The SQL warehouse is deleted.", "Configure another one."),
    TOO_MANY_FILTER_VALUES(
            Kind.AIRBYTE,
            "The filters of one table have more values than a statement can take.",
            "Use a range, or a view with the condition in it."),
    CURSOR_TYPE_REFUSED(
            Kind.AIRBYTE,
            "The cursor column's values have no order that a position could be kept in.",
            "Choose a number, date, time or text column.");

    private static final Map<String, ErrorCode> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::text, Function.identity()));

    private final Kind kind;
    private final int status;
    private final String text;
    private final String meaning;
    private final String advice;

    /**
     * What kind of failure a code stands for: where docs/errors.md lists it, and the HTTP status that tells of it. A code can be
     * the error of a query or an event too, whose record then has it.
     */
    public enum Kind {
        /** The request itself is wrong. */
        INVALID_REQUEST(400),
        NOT_AUTHENTICATED(401),
        NOT_ALLOWED(403),
        NOT_FOUND(404),
        /** What the HTTP layer refuses; each has a status of its own. */
        HTTP(400),
        CONFLICT(409),
        UNPROCESSABLE(422),
        TOO_MANY(429),
        /** A defect of the bridge. */
        DEFECT(500),
        /** Nothing was accepted now; later it can be. */
        UNAVAILABLE(503),
        /** SQL Server, Databricks or the network failed in a way that can pass. */
        TRANSIENT(503),
        /** SQL Server, Databricks or a value refused for good. */
        PERMANENT(502),
        /** An event was refused, and nothing was changed. */
        EVENT(502),
        /** Of BridgeOperator, inside of a Databricks job. */
        OPERATOR(400),
        COMMAND_LINE(400),
        /** In the audit trail only. */
        AUDIT(500),
        /** Of the Airbyte source. */
        AIRBYTE(400);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    ErrorCode(Kind kind, String meaning, String advice) {
        this(kind, kind.status, meaning, advice);
    }

    ErrorCode(Kind kind, int status, String meaning, String advice) {
        this.kind = kind;
        this.status = status;
        this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The code of this text; empty for one that a newer version may have. */
    public static Optional<ErrorCode> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status of an answer that reports it, unless the exception's class says another one. */
    public int status() {
        return status;
    }

    /** Lower-case and hyphenated, such as {@code unknown-query}: what answers, records, logs and metrics have. */
    public String text() {
        return text;
    }

    /** What it means, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** What the caller or the operator can do, in Markdown. */
    public String advice() {
        return advice;
    }

    @Override
    public String toString() {
        return text;
    }
}
