package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.ops.Connectivity;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All configured SQL Servers as one dependency: up when each is.
 *
 * @param servers at least one
 */
record AllSqlServers(List<Connectivity> servers) implements Connectivity {

    @Override
    public String name() {
        return "sqlserver";
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        // Together: one that is down must not make the others late.
        TreeMap<String, Status> answers = servers.parallelStream()
                .collect(Collectors.toMap(Connectivity::name, Connectivity::check, (one, other) -> one, TreeMap::new));
        boolean up = answers.values().stream().allMatch(Status::up);
        String detail = answers.entrySet().stream()
                .map(answer -> answer.getKey() + ": " + answer.getValue().detail())
                .collect(Collectors.joining("; "));
        return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
    }
}
