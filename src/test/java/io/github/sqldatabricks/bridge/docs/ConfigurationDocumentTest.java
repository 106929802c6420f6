package io.github.sqldatabricks.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.sqldatabricks.bridge.testing.GeneratedPart;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Catches a setting that docs/configuration.md does not have, or says something else of. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^([\\w.-]+)=.*?\\$\\{([A-Z][A-Z0-9_]*):.*$");

    @Test
    void theDocumentHasEverySettingAsTheCodeHasIt() throws IOException {
        new GeneratedPart(DOCUMENT).assertHolds(tables(), ConfigurationDocumentTest.class);
    }

    @Test
    void everyEnvironmentVariableIsInTheDocument() throws IOException {
        String document = Files.readString(DOCUMENT);
        assertThat(variables().values())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }

    private static String tables() throws IOException {
        Map<String, String> variables = variables();
        StringBuilder text = new StringBuilder();
        String heading = "";
        for (Class<?> mapping : mappings()) {
            String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
            if (!prefix.equals(heading)) {
                text.append("\n### ").append(prefix).append("\n\n");
                text.append("| Setting | Variable | Default | Meaning |\n|---|---|---|---|\n");
                heading = prefix;
            }
            for (Setting setting : Settings.of(mapping)) {
                text.append(setting.row(variables.getOrDefault(setting.name(), "")))
                        .append('\n');
            }
        }
        return text.append('\n').toString();
    }

    private static List<Class<?>> mappings() {
        List<Class<?>> mappings = new ArrayList<>();
        for (JavaClass candidate : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.sqldatabricks.bridge")) {
            if (candidate.isAnnotatedWith(ConfigMapping.class)) {
                mappings.add(candidate.reflect());
            }
        }
        mappings.sort(Comparator.comparing(
                mapping -> mapping.getAnnotation(ConfigMapping.class).prefix()));
        return mappings;
    }

    private static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        Matcher matcher = VARIABLE.matcher(Files.readString(PROPERTIES));
        while (matcher.find()) {
            variables.put(matcher.group(1), matcher.group(2));
        }
        return variables;
    }
}
