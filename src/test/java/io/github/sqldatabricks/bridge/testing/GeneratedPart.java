package io.github.sqldatabricks.bridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that the build writes, between two comments; {@code -Dupdate-docs=true} writes it anew. */
public final class GeneratedPart {

    private static final String END = "<!-- generated: end -->\n";

    private final Path document;
    private final String begin;

    /** The only part of the document. */
    public GeneratedPart(Path document) {
        this(document, "begin");
    }

    /** One of several parts; its first comment has its name. */
    public GeneratedPart(Path document, String name) {
        this.document = document;
        this.begin = "<!-- generated: " + name + " -->\n";
    }

    /**
     * Fails unless the part holds this text.
     *
     * @param test the test class, for the command that rewrites the part
     */
    public void assertHolds(String text, Class<?> test) throws IOException {
        String present = Files.readString(document);
        assertThat(present).as("%s", document).contains(begin);
        int first = present.indexOf(begin) + begin.length();
        String expected = present.substring(0, first) + text + present.substring(present.indexOf(END, first));
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document))
                .as("%s; rewrite it with: %s", document, command(test))
                .isEqualTo(expected);
    }

    private static String command(Class<?> test) {
        String name = test.getSimpleName();
        return name.endsWith("IT")
                ? "./mvnw verify -Dit.test=" + name + " -Dupdate-docs=true"
                : "./mvnw test -Dtest=" + name + " -Dupdate-docs=true";
    }
}
