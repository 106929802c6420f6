package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What somebody may do with streams. */
@FunctionalInterface
public interface StreamRights {

    /** Everything. */
    StreamRights ALL = (table, stream) -> List.of();

    /**
     * What is not allowed of reading a stream's source and loading its target, for people; nothing when all is allowed.
     *
     * @param table what it reads; empty for a template
     * @param stream empty when it has problems
     */
    List<String> missing(Optional<SourceTable> table, Optional<ResolvedStream> stream);

    /** The rights of a principal. May read the texts of queries, so it is no work for an event loop. */
    static StreamRights of(AccessControl access, Principal principal) {
        return (table, stream) -> {
            List<String> missing = new ArrayList<>();
            if (stream.isPresent()) {
                collect(missing, () -> requireRead(access, principal, stream.get()));
                collect(
                        missing,
                        () -> access.authorizeLoad(
                                principal, stream.get().load().target()));
            } else if (!mayRead(access, principal, table)) {
                missing.add("The token of '" + principal.name() + "' does not allow to read "
                        + table.map(known -> known.name().toString())
                                .orElse("everything, and this stream can't be checked")
                        + ".");
            }
            return missing;
        };
    }

    private static boolean mayRead(AccessControl access, Principal principal, Optional<SourceTable> table) {
        return table.map(known -> access.mayRead(principal, known.name()))
                .orElseGet(() -> principal.permissions().allowEverything(AccessLevel.READ));
    }

    private static void requireRead(AccessControl access, Principal principal, ResolvedStream stream) {
        // A table without a condition is known by its name; all other statements can read more than one.
        boolean plain = stream.table().isPresent() && stream.query().narrowing() == Narrowing.WHERE;
        if (!plain || !mayRead(access, principal, stream.table())) {
            access.authorizeExtraction(
                    principal,
                    Map.of(stream.name().value(), stream.query().all().sql()));
        }
    }

    private static void collect(List<String> missing, Runnable check) {
        try {
            check.run();
        } catch (BridgeException.NotAllowed e) {
            missing.add(e.getMessage());
        }
    }
}
