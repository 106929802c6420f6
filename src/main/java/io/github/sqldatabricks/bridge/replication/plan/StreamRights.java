package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What somebody may do with streams. */
@FunctionalInterface
public interface StreamRights {

    /** Everything. */
    StreamRights ALL = stream -> List.of();

    /** What is not allowed of reading the stream's source and loading its target, for people; nothing when all is allowed. */
    List<String> missing(ResolvedStream stream);

    /** The rights of a principal. May read the texts of queries, so it is no work for an event loop. */
    static StreamRights of(AccessControl access, Principal principal) {
        return stream -> {
            List<String> missing = new ArrayList<>();
            collect(missing, () -> requireRead(access, principal, stream));
            return missing;
        };
    }

    private static void requireRead(AccessControl access, Principal principal, ResolvedStream stream) {
        // A table without a condition is known by its name; all other statements can read more than one.
        boolean plain = stream.table().isPresent() && stream.query().narrowing() == Narrowing.WHERE;
        if (!plain || !access.mayRead(principal, stream.table().orElseThrow().name())) {
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
