package io.github.sqldatabricks.bridge.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * Spark with Delta in a process of its own: reads statements from standard input, one JSON object a line, and writes their
 * results to standard output, one JSON object a line. Ends when the input does.
 */
public final class SparkEngine {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SparkSession spark;
    private final String volumes;

    private SparkEngine(SparkSession spark, String volumes) {
        this.spark = spark;
        this.volumes = volumes;
    }

    /** @param arguments the folder of the tables, that of the volumes, and the catalogs' names */
    public static void main(String... arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        SparkEngine engine = new SparkEngine(session(arguments), arguments[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("{}");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(engine.answer(JSON.readTree(line)));
        }
        engine.spark.stop();
    }

    private static SparkSession session(String... arguments) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                // It keeps what it would show of a thousand statements all the same.
                .config("spark.ui.retainedJobs", "10")
                .config("spark.ui.retainedStages", "10")
                .config("spark.ui.retainedTasks", "100")
                .config("spark.sql.ui.retainedExecutions", "5")
                .config("spark.sql.warehouse.dir", arguments[0])
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "1")
                // Without it a marker inside of a subquery is numbered by its place in the text, but bound by its order.
                .config("spark.sql.legacy.parameterSubstitution.constantsOnly", "true")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        for (int i = 2; i < arguments.length; i++) {
            builder.config("spark.sql.catalog." + arguments[i], BridgeCatalog.class.getName());
        }
        return builder.getOrCreate();
    }

    private ObjectNode answer(JsonNode request) {
        try {
            if (request.has("table")) {
                return table(request.path("table").asText());
            }
            // The one change of a statement's text: here, volumes are a folder of this machine.
            String statement = request.path("statement").asText().replace("parquet.`/Volumes/", "parquet.`" + volumes + "/");
            Dataset<Row> result = spark.sql(statement, values(request.path("parameters")));
            ObjectNode answer = JSON.createObjectNode();
            ArrayNode columns = answer.putArray("columns");
            for (StructField field : result.schema().fields()) {
                columns.add(column(field));
            }
            ArrayNode rows = answer.putArray("rows");
            result.collectAsList().forEach(row -> rows.add(texts(row)));
            return answer;
        } catch (Exception e) {
            return failure(e);
        }
    }

    private ObjectNode table(String name) {
        String quoted = "`" + name.replace(".", "`.`") + "`";
        ObjectNode answer = JSON.createObjectNode();
        answer.put("id", spark.sql("DESCRIBE DETAIL " + quoted).select("id").first().getString(0));
        ArrayNode columns = answer.putArray("columns");
        for (StructField field : spark.table(quoted).schema().fields()) {
            columns.addObject()
                    .put("name", field.name())
                    .put("type_text", field.dataType().sql().toLowerCase(Locale.ROOT))
                    .put("position", columns.size() - 1)
                    .put("nullable", field.nullable());
        }
        return answer;
    }

    /** As a warehouse does, the state of the failure inside of what Spark's executors wrap around it. */
    private static ObjectNode failure(Exception e) {
        String state = null;
        for (Throwable cause = e; cause != null && state == null; cause = cause.getCause()) {
            state = cause instanceof SparkThrowable thrown ? thrown.getSqlState() : null;
        }
        return JSON.createObjectNode()
                .put("error", String.valueOf(e.getMessage()))
                .put("state", state == null ? "XX000" : state);
    }

    private static Object[] values(JsonNode parameters) {
        List<Object> values = new ArrayList<>();
        for (JsonNode parameter : parameters) {
            values.add(value(parameter.path("type").asText("STRING"), parameter.path("value")));
        }
        return values.toArray();
    }

    private static Object value(String type, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        return switch (type) {
            case "STRING" -> value.asText();
            case "INT" -> value.asInt();
            case "BIGINT", "LONG" -> value.asLong();
            case "BOOLEAN" -> value.asBoolean();
            default -> throw new IllegalArgumentException("a parameter of type " + type);
        };
    }

    private static ObjectNode column(StructField field) {
        String type = field.dataType().sql();
        ObjectNode column = JSON.createObjectNode().put("name", field.name()).put("type_text", type);
        column.put("type_name", name(type.replaceAll("[(<].*", "").split(" ")[0].toUpperCase(Locale.ROOT)));
        if (field.dataType() instanceof DecimalType decimal) {
            column.put("type_precision", decimal.precision()).put("type_scale", decimal.scale());
        }
        return column;
    }

    /** As the Statement Execution API spells it. */
    private static String name(String type) {
        return switch (type) {
            case "BIGINT" -> "LONG";
            case "SMALLINT" -> "SHORT";
            case "TINYINT" -> "BYTE";
            default -> type;
        };
    }

    private static ArrayNode texts(Row row) {
        ArrayNode texts = JSON.createArrayNode();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value == null) {
                texts.addNull();
            } else {
                texts.add(value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString());
            }
        }
        return texts;
    }
}
