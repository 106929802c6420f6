package io.github.sqldatabricks.bridge.airbyte.record;

/**
 * Whether a value could be written as it is; what was changed is told in the record's {@code meta.changes}.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">AirbyteRecordMessageMetaChange</a>
 */
enum ValueChange {
    /** As it is. */
    NONE,
    /** JSON, or the format of its type, has no such value; null stands for it. */
    NULLED,
    /** Parts of it had to be replaced; the protocol's nearest word. */
    TRUNCATED
}
