package io.github.sqldatabricks.bridge.api.document;

import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Bodies of requests: no unknown fields, null for what is left out, the ranges of Java's integers, and which fields of an event
 * belong together.
 */
final class RequestSchemas {

    private static final String SOURCE = "source_table";
    private static final String KEYS = "primary_keys";
    private static final String CONDITIONS = "filter_conditions";

    private RequestSchemas() {}

    static void complete(Components components) {
        Schema extraction = components.getSchemas().get("ExtractionRequest");
        extraction.getProperties().get("parameters").additionalPropertiesSchema(AnyJson.reference(AnyJson.PARAMETER));
        extraction.getProperties().get("queries").getItems().pattern("^" + QueryName.PATTERN + "$");
        extraction
                .getProperties()
                .get("load")
                .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        literal(extraction);

        Schema retry = components.getSchemas().get("JobRetryRequest");
        retry.getProperties().get("queries").getItems().pattern("^" + QueryName.PATTERN + "$");
        literal(retry);

        literal(components.getSchemas().get("ReplicationRunRequest"));
        literal(components.getSchemas().get("StreamState"));
        literal(components.getSchemas().get("StreamPosition"));

        Schema events = components.getSchemas().get("EventsRetryRequest");
        events.getProperties().get("ids").getItems().pattern("^" + EventId.PATTERN + "$");
        literal(events);

        Schema event = components.getSchemas().get("SyncEventRequest");
        event.getProperties().get(CONDITIONS).additionalPropertiesSchema(AnyJson.reference(AnyJson.CONDITION));
        event.getProperties().get("metadata").properties(metadata());
        event.anyOf(List.of(inserts(), changesByKey(), deletesByKey(), deletesByCondition()));
        event.getProperties().get(KEYS).getItems().pattern("\\S");
        literal(event);
    }

    private static void literal(Schema body) {
        body.additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        body.getProperties().forEach((name, schema) -> {
            bound(schema);
            if (body.getRequired() == null || !body.getRequired().contains(name)) {
                makeNullable(schema);
            }
        });
    }

    private static void bound(Schema schema) {
        boolean small = "int32".equals(schema.getFormat());
        if (!small && !"int64".equals(schema.getFormat())) {
            return;
        }
        if (schema.getMinimum() == null) {
            schema.minimum(BigDecimal.valueOf(small ? Integer.MIN_VALUE : Long.MIN_VALUE));
        }
        if (schema.getMaximum() == null) {
            schema.maximum(BigDecimal.valueOf(small ? Integer.MAX_VALUE : Long.MAX_VALUE));
        }
    }

    private static void makeNullable(Schema schema) {
        if (schema.getRef() != null) {
            makeNullableReference(schema);
            return;
        }
        List<SchemaType> types = schema.getType();
        if (types != null && !types.contains(SchemaType.NULL)) {
            List<SchemaType> wider = new ArrayList<>(types);
            wider.add(SchemaType.NULL);
            schema.type(wider);
        }
    }

    private static void makeNullableReference(Schema schema) {
        if (!schema.getRef().endsWith("/" + AnyJson.ANY)) {
            Schema present = OASFactory.createSchema().ref(schema.getRef());
            schema.ref(null)
                    .type(null)
                    .anyOf(List.of(present, OASFactory.createSchema().addType(SchemaType.NULL)));
        }
    }

    /** The keys that mean something; text is what counts of a value. */
    private static Map<String, Schema> metadata() {
        return Map.of(
                "country",
                OASFactory.createSchema()
                        .description("Whose SQL Server the target is in")
                        .type(List.of(SchemaType.STRING, SchemaType.INTEGER, SchemaType.BOOLEAN, SchemaType.NULL))
                        .minimum(BigDecimal.ZERO)
                        .pattern("^(" + Country.PATTERN + ")?$"),
                "on_discrepancy",
                oneOf("What happens when another number of rows than rows_expected changes", "report", "rollback"),
                "identity",
                oneOf("What happens to values for an identity column", "reject", "keep", "generate"),
                "cascade",
                oneOf("What happens to rows that foreign keys change with the event's", "count", "refuse"));
    }

    private static Schema oneOf(String description, String... texts) {
        Schema named = OASFactory.createSchema().addEnumeration("");
        for (String text : texts) {
            named.addEnumeration(text);
        }
        Schema nothing = OASFactory.createSchema().addType(SchemaType.NULL);
        return OASFactory.createSchema().description(description).anyOf(List.of(named, nothing));
    }

    private static Schema inserts() {
        return variant("An INSERT needs rows", "INSERT")
                .addRequired(SOURCE)
                .addProperty(SOURCE, present())
                .addProperty(CONDITIONS, none());
    }

    private static Schema changesByKey() {
        return variant("An UPDATE or UPSERT needs rows and their keys", "UPDATE", "UPSERT")
                .addRequired(SOURCE)
                .addRequired(KEYS)
                .addProperty(SOURCE, present())
                .addProperty(KEYS, some())
                .addProperty(CONDITIONS, none());
    }

    private static Schema deletesByKey() {
        return variant("A DELETE of the rows whose keys are in the source", "DELETE")
                .addRequired(SOURCE)
                .addRequired(KEYS)
                .addProperty(SOURCE, present())
                .addProperty(KEYS, some())
                .addProperty(CONDITIONS, none());
    }

    private static Schema deletesByCondition() {
        return variant("A DELETE of the rows that meet all conditions", "DELETE")
                .addRequired(CONDITIONS)
                .addProperty(KEYS, OASFactory.createSchema().maxItems(0))
                .addProperty(
                        CONDITIONS,
                        OASFactory.createSchema().addType(SchemaType.OBJECT).minProperties(1));
    }

    private static Schema variant(String description, String... operations) {
        Schema operation = OASFactory.createSchema();
        for (String name : operations) {
            operation.addEnumeration(name);
        }
        return OASFactory.createSchema().description(description).addProperty("operation", operation);
    }

    private static Schema present() {
        return OASFactory.createSchema().addType(SchemaType.STRING).minLength(1);
    }

    private static Schema some() {
        return OASFactory.createSchema().addType(SchemaType.ARRAY).minItems(1);
    }

    private static Schema none() {
        return OASFactory.createSchema().maxProperties(0);
    }
}
