package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.List;

/** The parameters of one statement, of which {@code ?} takes the next one and {@code :name} its own. */
final class Parameters {

    private final List<StatementParameter> parameters;
    private int taken;

    Parameters(List<StatementParameter> parameters) {
        this.parameters = parameters;
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equalsIgnoreCase(name));
    }

    StatementParameter named(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> unbound(":" + name));
    }

    StatementParameter next() {
        int ordinal = ++taken;
        return parameters.stream()
                .filter(parameter -> parameter.ordinal() == ordinal)
                .findFirst()
                .orElseThrow(() -> unbound("number " + ordinal));
    }

    private static StatementFailure unbound(String marker) {
        return new StatementFailure("UNBOUND_SQL_PARAMETER", "42P02", "Expected a value for parameter " + marker + ".");
    }
}
