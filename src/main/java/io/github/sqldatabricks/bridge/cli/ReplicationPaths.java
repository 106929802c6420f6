package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where replications are below a service's URL. */
final class ReplicationPaths {

    static final String ALL = "replications";

    private ReplicationPaths() {}

    static String of(String replication) {
        return ALL + "/" + encoded(replication);
    }

    static String of(StreamId stream) {
        return of(stream.replication()) + "/streams/" + encoded(stream.stream());
    }

    /** As a part of a path, and as a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
