package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Catches memory that grows with the number or the length of the queries, and a cache that forgets what is asked for most. */
class RecentResultsTest {

    private static final QueryTables.TablesRead READING = new QueryTables.TablesRead.NotUnderstood("it is a test");

    private final QueryTables.RecentResults recent = new QueryTables.RecentResults();

    @Test
    void keepsNoMoreQueriesThanItMay() {
        recent.keep("first", READING);
        for (int i = 1; i < QueryTables.RecentResults.MAX_QUERIES; i++) {
            recent.keep("query " + i, READING);
        }
        assertThat(recent.find("first")).containsSame(READING);
        recent.keep("one more", READING);
        assertThat(recent.find("query 1")).isEmpty();
        assertThat(recent.find("first")).containsSame(READING);
    }

    @Test
    void keepsNoMoreTextThanItMay() {
        String half = "x".repeat(QueryTables.RecentResults.MAX_CHARACTERS / 2);
        recent.keep("1" + half.substring(1), READING);
        recent.keep("2" + half.substring(1), READING);
        recent.keep("2" + half.substring(1), READING);
        assertThat(recent.find("1" + half.substring(1))).isPresent();
        recent.keep("3", READING);
        assertThat(recent.find("2" + half.substring(1))).isEmpty();
        assertThat(recent.find("1" + half.substring(1))).isPresent();
        assertThat(recent.find("3")).isPresent();
    }

    @Test
    void keepsNothingThatIsLongerThanAll() {
        String text = "x".repeat(QueryTables.RecentResults.MAX_CHARACTERS + 1);
        recent.keep(text, READING);
        assertThat(recent.find(text)).isEmpty();
    }
}
