package io.github.sqldatabricks.bridge.docs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the settings out of the {@code @ConfigMapping} interfaces: names by reflection, meanings from the Javadoc. */
final class Settings {

    private static final String ROOT = "io.github.sqldatabricks.";
    private static final Path SOURCES = Path.of("src/main/java");

    private Settings() {}

    /** All settings of one mapping, in the order of its source. */
    static List<Setting> of(Class<?> mapping) throws IOException {
        List<Setting> settings = new ArrayList<>();
        collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), source(mapping), settings);
        return settings;
    }

    private static void collect(Class<?> group, String prefix, String source, List<Setting> settings)
            throws IOException {
        String body = bodyOf(group, source);
        for (Member member : Member.allIn(body)) {
            Optional<Method> method = List.of(group.getDeclaredMethods()).stream()
                    .filter(candidate -> candidate.getName().equals(member.name()))
                    .findFirst();
            if (method.isPresent()) {
                add(method.get(), member.meaning(), prefix, source, settings);
            }
        }
    }

    private static void add(Method method, String meaning, String prefix, String source, List<Setting> settings)
            throws IOException {
        String name = method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + segment(method);
        Type type = method.getGenericReturnType();
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == Map.class) {
            name += ".<name>";
            type = parameterized.getActualTypeArguments()[1];
        }
        if (type instanceof ParameterizedType optional
                && optional.getActualTypeArguments()[0] instanceof Class<?> value) {
            type = value;
        }
        if (type instanceof Class<?> group
                && group.isInterface()
                && group.getName().startsWith(ROOT)) {
            collect(group, name, group.isMemberClass() ? source : source(group), settings);
        } else {
            WithDefault given = method.getAnnotation(WithDefault.class);
            settings.add(new Setting(name, given == null ? "" : given.value(), meaning));
        }
    }

    private static String segment(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        return given != null ? given.value() : kebabCase(method.getName());
    }

    private static String kebabCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String source(Class<?> mapping) throws IOException {
        return Files.readString(SOURCES.resolve(mapping.getName().replace('.', '/') + ".java"));
    }

    private static String bodyOf(Class<?> group, String source) {
        int start = source.indexOf("interface " + group.getSimpleName() + " {");
        int depth = 0;
        for (int at = source.indexOf('{', start); at < source.length(); at++) {
            depth += source.charAt(at) == '{' ? 1 : source.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return source.substring(start, at);
            }
        }
        throw new IllegalStateException("no body found of " + group);
    }

    /** A documented method of a mapping. */
    private record Member(String name, String meaning) {

        private static final Pattern DOCUMENTED = Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[\\w.]+(?:\\([^)]*\\))?\\s*)*[\\w.<>@() ,\"]+?\\s(\\w+)\\(\\);",
                Pattern.DOTALL);

        private static final Pattern LINK = Pattern.compile("\\{@link\\s+#([^}()]*)(?:\\(\\))?}");

        static List<Member> allIn(String body) {
            List<Member> members = new ArrayList<>();
            Matcher matcher = DOCUMENTED.matcher(body);
            while (matcher.find()) {
                members.add(new Member(matcher.group(2), plain(matcher.group(1))));
            }
            return members;
        }

        private static String plain(String javadoc) {
            String linked = LINK.matcher(javadoc.replaceAll("(?m)^\\s*\\*", ""))
                    .replaceAll(link -> "`" + kebabCase(link.group(1)) + "`");
            return linked.replaceAll("\\{@code ((?:[^{}]|\\{[^{}]*})*)}", "`$1`")
                    .replaceAll("\\s+", " ")
                    .replace("|", "\\|")
                    .strip();
        }
    }
}
