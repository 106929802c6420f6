package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.load.LoadLimits;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.config.Setting.ColumnChoice;
import io.github.sqldatabricks.bridge.replication.plan.BackfillRules.Range;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan.ResolvedSetting;
import io.github.sqldatabricks.bridge.replication.plan.StreamStatements.ReadColumns;
import io.github.sqldatabricks.bridge.replication.plan.TargetClaims.StreamTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Decides everything of one stream, and collects all that is wrong with it. One object for each stream. */
final class StreamResolver {

    private final Replication replication;
    private final StreamStatements statements;
    private final MeantStream stream;
    private final Settled settled;
    private final Optional<Backfill> backfill;
    private final List<PlanProblem> problems = new ArrayList<>();
    private Optional<UnityTable> target = Optional.empty();

    /** @param backfill the range that is loaded again; empty for what a run reads */
    StreamResolver(
            Replication replication, StreamStatements statements, MeantStream stream, Optional<Backfill> backfill) {
        this.replication = replication;
        this.statements = statements;
        this.stream = stream;
        this.settled = new Settled(stream.layers());
        this.backfill = backfill;
    }

    /** What was used so far. */
    List<ResolvedSetting> settings() {
        return settled.notes();
    }

    /** What is wrong. */
    List<PlanProblem> problems() {
        return problems;
    }

    /** Whether the file takes the stream out. */
    boolean isDisabled() {
        return settled.find(Setting.DISABLED).filter(Given::value).isPresent();
    }

    /**
     * The stream; empty when there are problems.
     *
     * @param time of the run
     */
    Optional<ResolvedStream> resolve(Instant time) {
        requireOwnKinds();
        ModeRules modes = new ModeRules(stream, settled);
        Optional<ChangeSettings> change =
                attempt(() -> new ChangeRules(stream, settled).decide(modes.given(), modes.isKeyed()));
        Optional<LoadMode> usual = change.flatMap(known -> attempt(() -> modes.decide(known, time)));
        Optional<Range> range = backfill.flatMap(wanted -> usual.flatMap(known ->
                attempt(() -> new BackfillRules(stream, choice()).decide(wanted, change.orElseThrow(), known))));
        Optional<LoadMode> mode = range.map(Range::mode).or(() -> usual);
        Optional<ReadColumns> columns = stream.table().flatMap(table -> attempt(() -> ReadColumns.of(table, choice())));
        Optional<RowSchema> schema = columns.map(ReadColumns::schema);
        target = attempt(() -> StreamTarget.require(replication, stream, settled));
        Optional<LoadSettings> load =
                target.flatMap(table -> mode.flatMap(known -> attempt(() -> load(table, known, schema))));
        Optional<PlannedQuery> template = mode.flatMap(known -> template());
        Optional<StreamQuery> query = range.<LoadMode>map(known -> new LoadMode.ReplaceWhere(known.rows()))
                .or(() -> mode)
                .flatMap(known -> query(known, columns, template));
        Optional<Given<OptionalInt>> partitions = settled.find(Setting.PARTITIONS);
        Optional<PartitionBy> divided = template.flatMap(planned -> divided(planned, partitions));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ResolvedStream(
                stream.name(),
                stream.table(),
                query.orElseThrow(),
                schema,
                change.orElseThrow(),
                load.orElseThrow(),
                replication.target().volume(),
                partitions.map(Given::value).orElse(OptionalInt.empty()),
                divided,
                settled.find(Setting.FRESHNESS).map(Given::value)));
    }

    /** Where the rows go, whatever else is wrong; empty before {@link #resolve}, and when that is wrong itself. */
    Optional<UnityTable> target() {
        return target;
    }

    /** What says something of tables only must not be dropped silently for a template. */
    private void requireOwnKinds() {
        if (stream.table().isPresent()) {
            return;
        }
        for (Setting<?> ofTables : List.of(Setting.WHERE, Setting.COLUMNS)) {
            settled.find(ofTables)
                    .ifPresent(given -> problems.add(new PlanProblem(
                            ErrorCode.STREAM_SETTINGS_CONTRADICT,
                            "Expected '" + ofTables.key() + "' for tables only, but it holds for " + stream.source()
                                    + " too (" + given.origin() + "). Say it in the template.")));
        }
    }

    private ColumnChoice choice() {
        return settled.find(Setting.COLUMNS).map(Given::value).orElse(ColumnChoice.ALL);
    }

    private Optional<PlannedQuery> template() {
        return stream.rows() instanceof MeantStream.OfTemplate of
                ? attempt(() ->
                        statements.template(of.query(), replication.target().volume()))
                : Optional.empty();
    }

    private Optional<StreamQuery> query(LoadMode mode, Optional<ReadColumns> columns, Optional<PlannedQuery> template) {
        if (stream.rows() instanceof MeantStream.OfTemplate) {
            return template.flatMap(planned -> attempt(() -> statements.ofTemplate(
                    stream.name(), planned, replication.target().volume())));
        }
        return columns.flatMap(read -> attempt(() -> statements.ofTable(
                stream.name(),
                stream.table().orElseThrow(),
                read,
                mode,
                settled.find(Setting.WHERE).map(Given::value))));
    }

    /** By the column that the template names, into as many parts as the file says, or else the template. */
    private Optional<PartitionBy> divided(PlannedQuery template, Optional<Given<OptionalInt>> partitions) {
        return template.partition().map(by -> {
            PartitionBy used = partitions
                    .filter(given -> given.value().isPresent())
                    .map(given -> new PartitionBy(by.column(), given.value()))
                    .orElse(by);
            settled.note(
                    Setting.PARTITIONS,
                    used.text(),
                    partitions.map(Given::origin).orElse(stream.source() + ": @partition"));
            return used;
        });
    }

    private LoadSettings load(UnityTable target, LoadMode mode, Optional<RowSchema> schema) {
        LoadSettings load = new LoadSettings(
                target,
                mode,
                settled.or(Setting.CONTRACT, SchemaContract.EVOLVE, SchemaContract.EVOLVE.text()),
                settled.or(Setting.LIMITS, LoadLimits.NONE, "none"),
                options(schema));
        schema.ifPresent(load::require);
        return load;
    }

    private TableOptions options(Optional<RowSchema> schema) {
        Map<String, String> comments = new HashMap<>();
        for (SourceColumn column : stream.table().map(SourceTable::columns).orElse(List.of())) {
            if (schema.flatMap(read -> read.find(column.name())).isPresent()) {
                column.comment().ifPresent(comment -> comments.put(column.name(), comment));
            }
        }
        return new TableOptions(
                stream.table().flatMap(SourceTable::comment),
                comments,
                settled.find(Setting.PROPERTIES).map(Given::value).orElse(Map.of()),
                settled.find(Setting.CLUSTER_BY).map(Given::value).orElse(List.of()));
    }

    private <T> Optional<T> attempt(Supplier<T> decision) {
        try {
            return Optional.of(decision.get());
        } catch (BridgeException e) {
            problems.add(PlanProblem.of(e));
            return Optional.empty();
        }
    }
}
