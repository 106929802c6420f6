package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.config.TargetPlace;
import io.github.sqldatabricks.bridge.replication.config.TargetPlace.NameTemplate;
import java.util.Map;
import java.util.Optional;

/** The table into which a stream's rows go: its own, or that of the file's target for its names. */
final class StreamTarget {

    private StreamTarget() {}

    /**
     * Finds it, and notes where its name came from.
     *
     * @throws BridgeException.Conflict ({@code stream-target-invalid}) when it is no name that Unity Catalog can have
     */
    static UnityTable require(Replication replication, MeantStream stream, Settled settled) {
        Map<String, String> names = stream.names(replication.country().key());
        Optional<Given<String>> own = settled.find(Setting.TARGET);
        TargetPlace place = replication.target();
        requireNames(stream, own.map(Given::value).orElse(place.schema() + "." + place.table()));
        try {
            UnityTable table =
                    own.map(given -> TargetPlace.own(given.value(), names)).orElseGet(() -> place.table(names));
            settled.note(
                    Setting.TARGET, table.toString(), own.map(Given::origin).orElse("target of " + replication.file()));
            return table;
        } catch (BridgeException.InvalidRequest e) {
            throw new BridgeException.Conflict(
                    ErrorCode.STREAM_TARGET_INVALID,
                    "The target of " + stream.source() + " is none that Unity Catalog can have: " + e.getMessage()
                            + " Give the stream a target of its own.");
        }
    }

    /** The same; empty for a stream that is disabled, or whose target is wrong, which its own plan says. */
    static Optional<UnityTable> of(Replication replication, MeantStream stream, Settled settled) {
        try {
            boolean disabled =
                    settled.find(Setting.DISABLED).filter(Given::value).isPresent();
            return disabled ? Optional.empty() : Optional.of(require(replication, stream, settled));
        } catch (BridgeException.Conflict e) {
            return Optional.empty();
        }
    }

    private static void requireNames(MeantStream stream, String template) {
        if (stream.table().isEmpty() && template.contains("{" + NameTemplate.SCHEMA + "}")) {
            throw new BridgeException.Conflict(
                    ErrorCode.STREAM_TARGET_INVALID,
                    "Expected a target without {schema} for " + stream.source()
                            + ", which has none. Give the stream a target of its own.");
        }
    }
}
