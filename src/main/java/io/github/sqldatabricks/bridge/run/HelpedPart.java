package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.QueryParts;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.run.PartStore.Claimed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The only part that a process reads for another one. Used by one reader. */
final class HelpedPart implements QueryParts {

    private final Claimed part;
    private final RowQuery all;
    private final Supplier<Optional<RowSchema>> columns;
    private final Consumer<PartResult> ended;
    private boolean taken;

    /**
     * @param all the statement that the part is of
     * @param columns of a part that is read
     * @param ended takes what the part has come to
     */
    HelpedPart(Claimed part, RowQuery all, Supplier<Optional<RowSchema>> columns, Consumer<PartResult> ended) {
        this.part = part;
        this.all = all;
        this.columns = columns;
        this.ended = ended;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public boolean areShared() {
        return true;
    }

    @Override
    public Optional<Part> next(Elsewhere elsewhere, Cancellation stop) {
        boolean before = taken;
        taken = true;
        return before ? Optional.empty() : Optional.of(SharedParts.part(part, all));
    }

    @Override
    public Optional<RowSchema> columnsRead() {
        return columns.get();
    }

    @Override
    public void finish(Part read, PartResult result) {
        ended.accept(result);
    }

    /** Only the process that runs the query has them all. */
    @Override
    public List<PartResult> results() {
        throw new UnsupportedOperationException("a part alone is no output");
    }
}
