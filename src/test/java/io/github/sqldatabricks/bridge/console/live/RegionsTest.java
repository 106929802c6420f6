package io.github.sqldatabricks.bridge.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of pages and their changes. Catches a change that does not lead to the page that is now, and one that sends what is known. */
class RegionsTest {

    private static Regions part(String text) {
        return Regions.of("<h1>Jobs</h1><!--[--><p id=\"a\">" + text + "</p><!--]-->");
    }

    /** As console.js does it, with what JSON in UTF-8 leaves of the text. */
    private static String applied(String before, String change) {
        String sent = new String(change.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        JsonArray patch = new JsonObject(sent).getJsonObject("parts").getJsonArray("a");
        return before.substring(0, patch.getInteger(0))
                + patch.getString(2)
                + before.substring(before.length() - patch.getInteger(1));
    }

    @ParameterizedTest
    @CsvSource({
        "8 613 738, 8 626 083",
        "a, a",
        "'', a",
        "a, ''",
        "aa, a",
        "a, aaa",
        "abcabc, abc",
        "abc, abcabc",
        "\uD83D\uDE00, \uD83D\uDE01",
        "\uD83D\uDE00, \uD83E\uDE00",
        "x\uD83D\uDE00y, x\uD83D\uDE00\uD83D\uDE00y",
        "</p>, </p></p>"
    })
    void aChangeLeadsToWhatIsNow(String before, String after) {
        Regions known = part(before);
        Regions now = part(after);
        String change = now.since(known);
        if (before.equals(after)) {
            assertThat(change).isEmpty();
        } else {
            assertThat(applied(known.parts().get("a"), change))
                    .isEqualTo(now.parts().get("a"));
        }
    }

    @Test
    void whoKnowsNothingGetsEverythingWhole() {
        Regions now = part("1");
        JsonObject all = new JsonObject(now.since(Regions.NONE));
        assertThat(all.getJsonObject("parts").getString("a")).isEqualTo("<p id=\"a\">1</p>");
        assertThat(now.html()).isEqualTo("<h1>Jobs</h1><p id=\"a\">1</p>");
    }

    @Test
    void aChangeIsOfWhatHasChangedOnly() {
        String row = "<td>" + "x".repeat(500) + "</td>";
        assertThat(part(row + "17" + row).since(part(row + "16" + row))).hasSizeLessThan(60);
    }

    @Test
    void aListTellsItsOrderWhenItIsAnotherOne() {
        String row = "<!--[--><li id=\"%s\">%s</li><!--]-->";
        Regions one = Regions.of("<!--list l-->" + row.formatted("a", 1) + "<!--/list-->");
        Regions two = Regions.of("<!--list l-->" + row.formatted("b", 2) + row.formatted("a", 1) + "<!--/list-->");
        JsonObject change = new JsonObject(two.since(one));
        assertThat(change.getJsonObject("lists").getJsonArray("l")).isEqualTo(new JsonArray(List.of("b", "a")));
        assertThat(change.getJsonObject("parts").fieldNames()).containsExactly("b");
        assertThat(new JsonObject(one.since(two)).getJsonObject("parts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!--[--><p>no id</p><!--]-->",
                "<!--[--><p id=\"a\">",
                "<p id=\"a\"></p><!--]-->",
                "<!--[--><p id=\"a\"><!--[--><b id=\"b\"></b><!--]--></p><!--]-->",
                "<!--[--><p id=\"a\"></p><!--]--><!--[--><p id=\"a\"></p><!--]-->",
                "<!--list l-->"
            })
    void aTemplateWhoseMarksDoNotFitIsADefect(String marked) {
        assertThatThrownBy(() -> Regions.of(marked)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherCommentsStayAndWhatIsMadeElsewhereIsAdded() {
        Regions frame = Regions.of("<!-- a note --><!--[--><b id=\"a\">1</b><!--]-->\n<i><!----></i><!-");
        Regions rows = Regions.of("<!--list l--><!--[--><li id=\"b\">2</li><!--]--><!--/list-->");
        assertThat(frame.html()).isEqualTo("<!-- a note --><b id=\"a\">1</b><i><!----></i><!-");
        Regions all = frame.with(rows);
        assertThat(all.html()).isEqualTo(frame.html());
        assertThat(all.parts()).containsOnlyKeys("a", "b");
        assertThat(all.lists()).isEqualTo(Map.of("l", List.of("b")));
    }
}
