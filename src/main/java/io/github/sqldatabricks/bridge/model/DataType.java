package io.github.sqldatabricks.bridge.model;

import java.util.List;

/**
 * The type of a Databricks column, its parts included. Most are a {@link ColumnType}, which every side knows. The others are known to
 * Databricks' catalog and the Airbyte source, which reads their values as JSON or as text; writers of values never meet them.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
public sealed interface DataType
        permits ColumnType, DataType.ArrayOf, DataType.MapOf, DataType.StructOf, DataType.Variant, DataType.TextOnly {

    /** What a type is made of. Branch on it by a switch expression without {@code default}, as on {@link ColumnType.Kind}. */
    enum Shape {
        /** One value: a {@link ColumnType}. */
        FLAT,
        ARRAY,
        MAP,
        STRUCT,
        VARIANT,
        TEXT_ONLY
    }

    /** Which of the shapes it has. */
    Shape shape();

    /** A list of values of one type. */
    record ArrayOf(DataType element) implements DataType {
        @Override
        public Shape shape() {
            return Shape.ARRAY;
        }
    }

    /** Values by key; JSON has text keys only. */
    record MapOf(DataType key, DataType value) implements DataType {
        @Override
        public Shape shape() {
            return Shape.MAP;
        }
    }

    /** Named fields, in order. */
    record StructOf(List<Field> fields) implements DataType {
        public StructOf {
            fields = List.copyOf(fields);
        }

        @Override
        public Shape shape() {
            return Shape.STRUCT;
        }
    }

    /** One field of a {@link StructOf}. */
    record Field(String name, DataType type) {}

    /** Anything that JSON can say; each row says something else. */
    record Variant() implements DataType {
        @Override
        public Shape shape() {
            return Shape.VARIANT;
        }
    }

    /**
     * A type that only has a form as text, such as an interval.
     *
     * @param name as the catalog spells it, such as {@code interval day to second}
     */
    record TextOnly(String name) implements DataType {
        @Override
        public Shape shape() {
            return Shape.TEXT_ONLY;
        }
    }
}
