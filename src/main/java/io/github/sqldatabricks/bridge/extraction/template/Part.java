package io.github.sqldatabricks.bridge.extraction.template;

import java.util.List;

/** A part of a string, a name or the code: either fixed text or a placeholder. */
sealed interface Part {

    /** Text as it stands, braces already single. */
    record Fixed(String text) implements Part {}

    /** A placeholder {@code {name}}. */
    record Slot(String name) implements Part {}

    /** The placeholders' names among the parts, in order. */
    static List<String> slots(List<Part> parts) {
        return parts.stream()
                .filter(Slot.class::isInstance)
                .map(part -> ((Slot) part).name())
                .toList();
    }
}
