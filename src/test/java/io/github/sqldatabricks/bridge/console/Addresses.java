package io.github.sqldatabricks.bridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** The addresses of pages, and those that stand on them. */
final class Addresses {

    private Addresses() {}

    /** Pages that need nothing to be there; some are refused to some. */
    static Stream<String> pages() {
        return Stream.of(
                "/console/",
                "/console/jobs",
                "/console/jobs/no-such-job",
                "/console/events",
                "/console/blocked",
                "/console/replications",
                "/console/extract",
                "/console/extract?country=bolivia",
                "/console/health",
                "/console/audit",
                "/console/settings",
                "/console/me",
                "/console/help",
                "/console/help/errors/role-missing",
                "/console/login");
    }

    /** Everything that a browser would ask for from this page is below the path, once. */
    static void assertBelow(String path, Response answer) {
        Document page = Jsoup.parse(answer.asString());
        List<String> addresses = Stream.of("href", "src", "action", "formaction")
                .flatMap(name -> page.select("[" + name + "]").eachAttr(name).stream())
                .filter(address -> !address.startsWith("#"))
                .toList();
        assertThat(addresses)
                .isNotEmpty()
                .allSatisfy(
                        address -> assertThat(address).startsWith(path + "/").doesNotContain(path + path));
        assertThat(page.select("body").attr("data-base")).isEqualTo(path + "/console");
    }
}
