package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.StagedRows;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Staged rows as the driver's bulk copy asks for them. What goes wrong in the source comes out as it was thrown. */
final class StagedBulkData implements ISQLServerBulkData {

    private static final long serialVersionUID = 1L;

    private final transient StagedRows rows;
    private final transient List<ChangePlan.StagedColumn> columns;
    private final transient List<StagingForm> forms;
    private transient RuntimeException failure;

    StagedBulkData(StagedRows rows, List<ChangePlan.StagedColumn> columns) {
        this.rows = rows;
        this.columns = columns;
        this.forms = columns.stream()
                .map(column -> ((ServerColumnType) column.target().type()).staging())
                .toList();
    }

    @Override
    public Set<Integer> getColumnOrdinals() {
        return new TreeSet<>(IntStream.rangeClosed(1, columns.size()).boxed().toList());
    }

    @Override
    public String getColumnName(int column) {
        return columns.get(column - 1).target().name();
    }

    @Override
    public int getColumnType(int column) {
        return forms.get(column - 1).jdbcType();
    }

    @Override
    public int getPrecision(int column) {
        return forms.get(column - 1).precision();
    }

    @Override
    public int getScale(int column) {
        return forms.get(column - 1).scale();
    }

    @Override
    public boolean next() {
        try {
            return rows.next();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public Object[] getRowData() {
        try {
            Object[] values = rows.values();
            for (int i = 0; i < values.length; i++) {
                values[i] = StagedValues.of(values[i]);
            }
            return values;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** What the source threw, which the driver wraps or not; null when it threw nothing. */
    RuntimeException failure() {
        return failure;
    }
}
