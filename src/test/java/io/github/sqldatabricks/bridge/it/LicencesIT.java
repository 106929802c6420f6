package io.github.sqldatabricks.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.it.BillOfMaterials.Library;
import io.github.sqldatabricks.bridge.testing.GeneratedPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Catches a library in the packaged application whose licence is not known, or asks for more than a notice when somebody hands the
 * bridge on, and a list of licences that is out of date.
 */
class LicencesIT {

    /** Permissive, or copyleft that ends at the library's own files (EPL, MPL) and leaves who uses it unchanged alone. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL 1.0",
            "EPL-1.0",
            "EPL-2.0",
            "MIT",
            "MIT-0",
            "MPL-2.0",
            "Public Domain");

    @Test
    void everyLibraryHasALicenceThatLetsTheBridgeBeHandedOn() throws IOException {
        assertThat(BillOfMaterials.read())
                .hasSizeGreaterThan(100)
                .allSatisfy(library -> assertThat(library.licences())
                        .as("%s: one licence of those that docs/licences.md allows", library)
                        .anyMatch(ALLOWED::contains));
    }

    @Test
    void theDocumentListsThem() throws IOException {
        new GeneratedPart(Path.of("docs/licences.md")).assertHolds(table(), LicencesIT.class);
    }

    /** Without versions, so that an update of one is no change of this page. */
    private static String table() throws IOException {
        Map<String, List<String>> byLicence = BillOfMaterials.read().stream()
                .collect(Collectors.groupingBy(
                        library -> String.join(" or ", library.licences()),
                        TreeMap::new,
                        Collectors.mapping(Library::name, Collectors.toList())));
        StringBuilder text = new StringBuilder("\n| Licence | Libraries |\n|---|---|\n");
        byLicence.forEach((licence, names) -> text.append("| ")
                .append(licence)
                .append(" | ")
                .append(names.stream().distinct().map(name -> "`" + name + "`").collect(Collectors.joining(", ")))
                .append(" |\n"));
        return text.append('\n').toString();
    }
}
