package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The form of a command's result on standard output: text for people, or JSON for programs. */
public final class OutputOptions {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The forms. */
    enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private Format format = Format.TEXT;

    /** One line without characters that would do something to a terminal. */
    public static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /** The same of several lines. */
    static String printableLines(String text) {
        return text.replaceAll("[\\p{C}&&[^\\r\\n\\t]]", "?");
    }

    /**
     * The fields of a JSON object, in the order in which they are given, so that each run prints the same text.
     *
     * @param namesAndValues a name, its value, the next name, its value, ...
     */
    public static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /** Prints the result in the form that was asked for. */
    public void print(CommandSpec specification, String text, Object json) {
        specification.commandLine().getOut().println(format == Format.JSON ? asJson(json) : text);
    }

    private static String asJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
