package io.github.sqldatabricks.bridge.console.live;

import io.github.sqldatabricks.bridge.api.live.Picture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The changing parts of a page's HTML. A template marks each by {@code <!--[-->} and {@code <!--]-->} around one element with an id, and
 * an element whose children are such parts, which may come and go, by {@code <!--list ID-->} and {@code <!--/list-->} around these
 * children. So page and stream, which render the same template, can't know different parts. The marks are taken out.
 *
 * @param html the page without marks
 * @param parts each part's HTML by its id
 * @param lists the ids of each list's parts, in order, by the id of their parent
 */
public record Regions(String html, Map<String, String> parts, Map<String, List<String>> lists) implements Picture {

    /** Nothing is known: everything is new. */
    public static final Regions NONE = new Regions("", Map.of(), Map.of());

    private static final String OPEN = "<!--";
    private static final String CLOSE = "-->";
    private static final String LIST = "list ";
    private static final Set<String> MARKS = Set.of("[", "]", "/list");
    private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]+)\"");

    /** @throws IllegalStateException when a template's marks don't fit together */
    public static Regions of(String marked) {
        return new Cutter(marked).cut();
    }

    /** These and others, for a page of which a part is made elsewhere; the text is this one's. */
    public Regions with(Regions others) {
        Map<String, String> allParts = new LinkedHashMap<>(parts);
        allParts.putAll(others.parts);
        Map<String, List<String>> allLists = new LinkedHashMap<>(lists);
        allLists.putAll(others.lists);
        return new Regions(html, allParts, allLists);
    }

    /** What a stream keeps of it: the page's whole text would be the parts once more. */
    public Regions withoutHtml() {
        return new Regions("", parts, lists);
    }

    @Override
    public String since(Optional<Picture> known) {
        return since(known.map(Regions.class::cast).orElse(NONE));
    }

    /**
     * What who has {@code known} needs to have this, as JSON; empty when nothing has changed. A part is its HTML, or, when who has seen its last
     * one needs only what is new in the middle of it: how many characters of its beginning and of its end stay, and what comes between.
     */
    public String since(Regions known) {
        JsonObject changed = new JsonObject();
        parts.forEach((id, part) -> {
            String before = known.parts.get(id);
            if (!part.equals(before)) {
                changed.put(id, before == null ? part : change(before, part));
            }
        });
        JsonObject moved = new JsonObject();
        lists.forEach((id, order) -> {
            if (!order.equals(known.lists.get(id))) {
                moved.put(id, new JsonArray(order));
            }
        });
        return changed.isEmpty() && moved.isEmpty()
                ? ""
                : new JsonObject().put("parts", changed).put("lists", moved).encode();
    }

    private static Object change(String before, String after) {
        int most = Math.min(before.length(), after.length());
        int begin = 0;
        while (begin < most && before.charAt(begin) == after.charAt(begin)) {
            begin++;
        }
        if (begin > 0 && Character.isHighSurrogate(after.charAt(begin - 1))) {
            begin--;
        }
        int end = 0;
        while (end < most - begin
                && before.charAt(before.length() - 1 - end) == after.charAt(after.length() - 1 - end)) {
            end++;
        }
        if (end > 0 && Character.isLowSurrogate(after.charAt(after.length() - end))) {
            end--;
        }
        return new JsonArray().add(begin).add(end).add(after.substring(begin, after.length() - end));
    }

    /** One pass over the text. */
    private static final class Cutter {
        private final String marked;
        private final StringBuilder html;
        private final Map<String, String> parts = new LinkedHashMap<>();
        private final Map<String, List<String>> lists = new LinkedHashMap<>();
        private List<String> list;
        private int begin = -1;

        Cutter(String marked) {
            this.marked = marked;
            this.html = new StringBuilder(marked.length());
        }

        Regions cut() {
            int from = 0;
            // Without a regular expression: each open page is cut once a second.
            for (int at = marked.indexOf(OPEN); at >= 0; at = marked.indexOf(OPEN, at + 1)) {
                int end = marked.indexOf(CLOSE, at);
                String mark = end < 0 ? "" : marked.substring(at + OPEN.length(), end);
                if (MARKS.contains(mark) || mark.startsWith(LIST)) {
                    html.append(marked, from, at);
                    from = end + CLOSE.length();
                    from += marked.startsWith("\n", from) ? 1 : 0;
                    take(mark);
                }
            }
            html.append(marked, from, marked.length());
            require(begin < 0 && list == null, "a part or list has no end");
            return new Regions(html.toString(), parts, lists);
        }

        private void take(String mark) {
            switch (mark) {
                case "[" -> {
                    require(begin < 0, "a part is inside of another one");
                    begin = html.length();
                }
                case "]" -> end();
                case "/list" -> list = null;
                default -> {
                    list = new ArrayList<>();
                    lists.put(mark.substring(LIST.length()), list);
                }
            }
        }

        private void end() {
            require(begin >= 0, "a part ends that has not begun");
            String part = html.substring(begin).strip();
            Matcher id = ID.matcher(part.substring(0, part.indexOf('>') + 1));
            require(id.find(), "a part's element has no id");
            require(parts.put(id.group(1), part) == null, "two parts have one id");
            if (list != null) {
                list.add(id.group(1));
            }
            begin = -1;
        }

        private static void require(boolean good, String problem) {
            if (!good) {
                throw new IllegalStateException("A template of the console is wrong: " + problem + ".");
            }
        }
    }
}
