package io.github.sqldatabricks.bridge.api.document;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Values of bodies that are not of one type. The generator takes Jackson's tree for an object with getters. */
final class AnyJson {

    static final String ANY = "JsonValue";
    static final String PARAMETER = "ParameterValue";
    static final String CONDITION = "ConditionValue";

    private static final String TREE = "JsonNode";
    private static final String TREE_KIND = "JsonNodeType";
    private static final List<SchemaType> SCALARS =
            List.of(SchemaType.STRING, SchemaType.NUMBER, SchemaType.BOOLEAN, SchemaType.NULL);

    private AnyJson() {}

    static void describe(Components components) {
        components.removeSchema(TREE);
        components.removeSchema(TREE_KIND);
        components.addSchema(ANY, OASFactory.createSchema().description("Any JSON value"));
        components.addSchema(
                CONDITION,
                OASFactory.createSchema()
                        .description("A value of a column: text, a number of at most 700 digits, true, false or null")
                        .type(SCALARS));
        components.addSchema(
                PARAMETER,
                OASFactory.createSchema()
                        .description("Text, a number of at most 700 digits, true, false, null, or a list of these")
                        .type(List.of(
                                SchemaType.STRING,
                                SchemaType.NUMBER,
                                SchemaType.BOOLEAN,
                                SchemaType.NULL,
                                SchemaType.ARRAY))
                        .minItems(1)
                        .items(OASFactory.createSchema().type(SCALARS)));
        components.getSchemas().values().forEach(AnyJson::replaceTrees);
    }

    private static void replaceTrees(Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        for (Map.Entry<String, Schema> property : schema.getProperties().entrySet()) {
            Schema value = property.getValue();
            if (isTree(value)) {
                value.ref(ANY).type(null);
            } else if (value.getAdditionalPropertiesSchema() != null && isTree(value.getAdditionalPropertiesSchema())) {
                value.additionalPropertiesSchema(reference(ANY));
            }
        }
    }

    static Schema reference(String name) {
        return OASFactory.createSchema().ref(name);
    }

    private static boolean isTree(Schema schema) {
        return schema.getRef() != null && schema.getRef().endsWith("/" + TREE);
    }
}
