package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.sync.DryRunView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A dry run as a table: each row before and after, its changed cells marked. */
public record DryRunTable(DryRunView run, List<String> columns, List<Row> rows) {

    /** One row of the target; {@code kind} is what would become of it. */
    public record Row(String kind, String sign, List<Cell> cells) {}

    /** One value; {@code was} is empty when it does not change. */
    public record Cell(String value, String was, boolean changed) {}

    static DryRunTable of(DryRunView run) {
        Set<String> columns = new LinkedHashSet<>();
        run.sample().forEach(sample -> {
            columns.addAll(sample.before().keySet());
            columns.addAll(sample.after().keySet());
        });
        List<String> names = List.copyOf(columns);
        return new DryRunTable(
                run,
                names,
                run.sample().stream().map(sample -> row(names, sample)).toList());
    }

    private static Row row(List<String> columns, DryRunView.Sample sample) {
        boolean inserted = sample.before().isEmpty();
        boolean deleted = sample.after().isEmpty();
        List<Cell> cells = new ArrayList<>();
        for (String column : columns) {
            String before = sample.before().get(column);
            String after = sample.after().get(column);
            boolean changed = !inserted && !deleted && !Objects.equals(before, after);
            cells.add(new Cell(text(deleted ? before : after), changed ? text(before) : "", changed));
        }
        String kind = inserted ? "inserted" : deleted ? "deleted" : "updated";
        return new Row(kind, inserted ? "+" : deleted ? "−" : "±", cells);
    }

    private static String text(String value) {
        return value == null ? "NULL" : value;
    }
}
