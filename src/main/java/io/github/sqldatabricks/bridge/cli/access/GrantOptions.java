package io.github.sqldatabricks.bridge.cli.access;

import io.github.sqldatabricks.bridge.access.AccessLevel;
import io.github.sqldatabricks.bridge.access.Grant;
import io.github.sqldatabricks.bridge.access.WriteLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The permissions of a new user. A limit holds for every table that he may write. */
final class GrantOptions {

    @Option(
            names = "--read",
            paramLabel = "TABLE",
            description = "May be extracted; repeatable. dbo.Results, sales.*, *")
    private List<String> read = new ArrayList<>();

    @Option(names = "--write", paramLabel = "TABLE", description = "May be the target of a sync; repeatable.")
    private List<String> write = new ArrayList<>();

    @Option(names = "--read-write", paramLabel = "TABLE", description = "Both; repeatable.")
    private List<String> both = new ArrayList<>();

    @Option(
            names = "--source",
            paramLabel = "TABLE",
            description =
                    "A table of Unity Catalog that syncs may copy; repeatable. main.silver.prices, main.silver.*, *")
    private List<String> sources = new ArrayList<>();

    @Option(names = "--max-delete-rows", paramLabel = "ROWS", description = "The most rows that an event may delete.")
    private Long maxDeleteRows;

    @Option(names = "--max-changed-rows", paramLabel = "ROWS", description = "The most rows that it may change.")
    private Long maxChangedRows;

    @Option(names = "--max-changed-percent", paramLabel = "PERCENT", description = "The same, in percent of the table.")
    private Double maxChangedPercent;

    List<Grant> grants() {
        List<Grant> grants = new ArrayList<>();
        read.forEach(table -> grants.add(new Grant(table, AccessLevel.READ, WriteLimits.NONE)));
        write.forEach(table -> grants.add(new Grant(table, AccessLevel.WRITE, limits())));
        both.forEach(table -> grants.add(new Grant(table, AccessLevel.READ_WRITE, limits())));
        return grants;
    }

    List<String> sources() {
        return sources;
    }

    private WriteLimits limits() {
        return new WriteLimits(
                maxDeleteRows == null ? OptionalLong.empty() : OptionalLong.of(maxDeleteRows),
                maxChangedRows == null ? OptionalLong.empty() : OptionalLong.of(maxChangedRows),
                maxChangedPercent == null ? OptionalDouble.empty() : OptionalDouble.of(maxChangedPercent));
    }
}
