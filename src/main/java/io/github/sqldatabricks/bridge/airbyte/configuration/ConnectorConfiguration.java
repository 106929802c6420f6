package io.github.sqldatabricks.bridge.airbyte.configuration;

/** All that a user says about a source. */
public record ConnectorConfiguration(WorkspaceAccess workspace, TableSelection tables, ReadOptions reading) {}
