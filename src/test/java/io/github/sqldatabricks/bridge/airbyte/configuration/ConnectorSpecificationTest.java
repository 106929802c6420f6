package io.github.sqldatabricks.bridge.airbyte.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the specification to what the reader takes, and to the rules by which Airbyte's acceptance tests and form go. Catches a
 * field, range or example that one has and the other has not. The specification does not say that other fields are refused, as
 * Airbyte wants specifications to be open; the reader refuses them.
 */
class ConnectorSpecificationTest {

    private static final JsonNode SCHEMA =
            ConnectorConfiguration.specification().path("connectionSpecification");
    private static final Pattern KNOWN =
            Pattern.compile("'no_such_field': there is no such field; there are ([a-z_, ]+)");

    /** The objects of the specification, and how to get one into a configuration. */
    static Stream<Map.Entry<String, JsonNode>> objects() {
        Map<String, JsonNode> objects = new TreeMap<>();
        objects.put("", SCHEMA);
        SCHEMA.at("/properties/credentials/oneOf")
                .forEach(choice -> objects.put("/credentials#" + title(choice), choice));
        SCHEMA.at("/properties/replication/oneOf")
                .forEach(choice -> objects.put("/replication#" + title(choice), choice));
        objects.put("/row_filters/0", SCHEMA.at("/properties/row_filters/items"));
        return objects.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void theReaderKnowsTheSameFields(Map.Entry<String, JsonNode> place) {
        ObjectNode configuration = complete(place);
        ((ObjectNode) configuration.at(pointer(place))).put("no_such_field", 1);
        assertThat(knownFields(configuration)).isEqualTo(names(place.getValue().path("properties")));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void whatIsRequiredIsMissed(Map.Entry<String, JsonNode> place) {
        assertThatCode(() -> ConnectorConfiguration.read(complete(place))).doesNotThrowAnyException();
        for (JsonNode field : place.getValue().path("required")) {
            ObjectNode configuration = complete(place);
            ((ObjectNode) configuration.at(pointer(place))).remove(field.asText());
            refused(configuration, field.asText() + ": is missing");
        }
    }

    @Test
    void rangesAndDefaultsAreTheSame() {
        SCHEMA.path("properties").properties().forEach(field -> {
            if (field.getValue().path("type").asText().equals("integer")) {
                accepted(field.getKey(), field.getValue().path("minimum"));
                accepted(field.getKey(), field.getValue().path("maximum"));
                accepted(field.getKey(), field.getValue().path("default"));
                refused(
                        with(
                                field.getKey(),
                                number(field.getValue().path("minimum").intValue() - 1)),
                        "expected");
                refused(
                        with(
                                field.getKey(),
                                number(field.getValue().path("maximum").intValue() + 1)),
                        "expected");
            }
        });
        ReadOptions defaults = ConnectorConfiguration.read(valid()).reading();
        assertThat(defaultOf("batch_size")).isEqualTo(defaults.checkpointRecords());
        assertThat(defaultOf("checkpoint_seconds"))
                .isEqualTo((int) defaults.checkpointInterval().toSeconds());
        assertThat(defaultOf("parallelism")).isEqualTo(defaults.parallelism());
    }

    @Test
    void examplesAreTaken() {
        SCHEMA.path("properties")
                .properties()
                .forEach(field ->
                        field.getValue().path("examples").forEach(example -> accepted(field.getKey(), example)));
    }

    @Test
    void patternsAcceptTheirExamples() {
        SCHEMA.path("properties").forEach(property -> {
            if (property.has("pattern")) {
                Pattern pattern = Pattern.compile(property.path("pattern").asText());
                property.path("examples")
                        .forEach(example -> assertThat(example.asText()).matches(pattern));
            }
        });
    }

    @Test
    void operatorsAreTheSame() {
        assertThat(texts(SCHEMA.at("/properties/row_filters/items/properties/operator/enum")))
                .isEqualTo(Arrays.stream(RowFilter.Operator.values())
                        .map(RowFilter.Operator::wire)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("objects")
    void theFormHasAllItNeeds(Map.Entry<String, JsonNode> place) {
        JsonNode properties = place.getValue().path("properties");
        Set<Integer> orders = new TreeSet<>();
        properties.properties().forEach(field -> {
            assertThat(orders.add(field.getValue().path("order").intValue()))
                    .as("order of " + field.getKey())
                    .isTrue();
            if (!field.getValue().has("const")) {
                assertThat(field.getValue().path("title").asText())
                        .as(field.getKey())
                        .isNotBlank();
                assertThat(field.getValue().path("description").asText())
                        .as(field.getKey())
                        .isNotBlank();
            }
            boolean secret = field.getKey().matches(".*(token|secret)$");
            assertThat(field.getValue().path("airbyte_secret").asBoolean())
                    .as(field.getKey())
                    .isEqualTo(secret);
        });
        assertThat(place.getValue().has("additionalProperties")).isFalse();
    }

    @Test
    void airbyteIsToldThatIncrementalReadsWork() {
        assertThat(ConnectorConfiguration.specification()
                        .path("supportsIncremental")
                        .booleanValue())
                .isTrue();
        assertThat(ConnectorConfiguration.specification()
                        .path("documentationUrl")
                        .asText())
                .startsWith("https://");
    }

    private static Set<String> knownFields(ObjectNode configuration) {
        try {
            ConnectorConfiguration.read(configuration);
        } catch (BridgeException.InvalidRequest e) {
            Matcher known = KNOWN.matcher(e.getMessage());
            assertThat(known.find()).as(e.getMessage()).isTrue();
            return new TreeSet<>(List.of(known.group(1).split(", ")));
        }
        throw new AssertionError("an unknown field was taken");
    }

    /** A valid configuration that has the object of that place. */
    private static ObjectNode complete(Map.Entry<String, JsonNode> place) {
        ObjectNode configuration = valid();
        if (place.getKey().startsWith("/row_filters")) {
            configuration.putArray("row_filters").add(filled(place.getValue()).put("value", "1"));
        } else if (!place.getKey().isEmpty()) {
            configuration.set(pointer(place).substring(1), filled(place.getValue()));
        }
        return configuration;
    }

    private static ObjectNode filled(JsonNode schema) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.path("required").forEach(name -> {
            JsonNode property = schema.path("properties").path(name.asText());
            object.put(
                    name.asText(),
                    property.path("const").asText(property.at("/enum/0").asText("text")));
        });
        return object;
    }

    private static void accepted(String field, JsonNode value) {
        assertThatCode(() -> ConnectorConfiguration.read(with(field, value)))
                .as(field)
                .doesNotThrowAnyException();
    }

    private static void refused(ObjectNode configuration, String problem) {
        assertThatThrownBy(() -> ConnectorConfiguration.read(configuration)).hasMessageContaining(problem);
    }

    private static ObjectNode with(String field, JsonNode value) {
        ObjectNode configuration = valid();
        configuration.set(field, value);
        return configuration;
    }

    private static ObjectNode valid() {
        ObjectNode configuration = JsonNodeFactory.instance
                .objectNode()
                .put("workspace_url", "https://host")
                .put("catalog", "main");
        configuration
                .putObject("credentials")
                .put("auth_type", "personal_access_token")
                .put("personal_access_token", "t");
        return configuration;
    }

    private static int defaultOf(String field) {
        return SCHEMA.path("properties").path(field).path("default").intValue();
    }

    private static JsonNode number(int value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static String pointer(Map.Entry<String, JsonNode> place) {
        return place.getKey().replaceAll("#.*", "");
    }

    private static String title(JsonNode node) {
        return node.path("title").asText();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
