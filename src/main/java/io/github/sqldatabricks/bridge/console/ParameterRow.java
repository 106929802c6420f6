package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.template.TemplateView;
import io.github.sqldatabricks.bridge.api.template.TemplateViews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A parameter of the chosen templates.
 *
 * @param type as it is declared; may be empty
 * @param effective what it is when nothing is given; empty when nothing gives it
 * @param origin which file and line give that, or the template
 * @param usedBy names of templates, between blanks
 * @param given what the form gives; never that of a secret
 * @param missing whether the form was refused because of it
 */
public record ParameterRow(
        String name,
        String type,
        String effective,
        String origin,
        String usedBy,
        String given,
        boolean secret,
        boolean missing) {

    static List<ParameterRow> of(
            List<TemplateView> templates,
            Map<String, TemplateViews.ParameterView> files,
            ExtractForm form,
            String problem) {
        Map<String, List<String>> users = new TreeMap<>();
        Map<String, TemplateView.ParameterView> declared = new TreeMap<>();
        for (TemplateView template : templates) {
            for (TemplateView.ParameterView parameter : template.parameters()) {
                users.computeIfAbsent(parameter.name(), name -> new ArrayList<>())
                        .add(template.queryName());
                declared.putIfAbsent(parameter.name(), parameter);
            }
        }
        return users.entrySet().stream()
                .map(entry -> of(
                        declared.get(entry.getKey()),
                        Optional.ofNullable(files.get(entry.getKey())),
                        String.join(" ", entry.getValue()),
                        form.parameters().getOrDefault(entry.getKey(), ""),
                        problem))
                .toList();
    }

    private static ParameterRow of(
            TemplateView.ParameterView declared,
            Optional<TemplateViews.ParameterView> file,
            String usedBy,
            String given,
            String problem) {
        String byTemplate = Optional.ofNullable(declared.defaultValue())
                .or(() -> Optional.ofNullable(declared.computed()))
                .orElse("");
        String origin = file.map(TemplateViews.ParameterView::origin)
                .orElse(byTemplate.isEmpty() ? "nobody" : "template default");
        return new ParameterRow(
                declared.name(),
                Optional.ofNullable(declared.type()).orElse(""),
                file.map(TemplateViews.ParameterView::value).orElse(byTemplate),
                given.isEmpty() ? origin : "request",
                usedBy,
                declared.secret() ? "" : given,
                declared.secret(),
                Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(declared.name()) + "(?![A-Za-z0-9_])")
                        .matcher(problem)
                        .find());
    }
}
