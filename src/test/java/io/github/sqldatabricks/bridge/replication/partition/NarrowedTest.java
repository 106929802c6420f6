package io.github.sqldatabricks.bridge.replication.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Catches a secret that goes into the store with a part. {@link PartitionContract} holds each type's values to be the same afterwards. */
class NarrowedTest {

    private static final RowQuery ALL = new RowQuery(
            new Country("bolivia"),
            new QueryName("orders"),
            "SELECT id FROM dbo.orders WHERE (owner = ?)",
            List.of(new ParameterValue.Text("password-of-owner")),
            OptionalLong.empty(),
            Map.of());
    private static final ParameterValue.Typed BORDER =
            new ParameterValue.Typed(new ParameterType(Kind.NVARCHAR, 40, 0), "Z\u00fcrich \"1\"");

    @ParameterizedTest
    @EnumSource(Narrowing.class)
    void theStatementComesBackWithTheParametersThatTheTextDoesNotHave(Narrowing narrowing) {
        RowQuery part = new StreamQuery(ALL, narrowing, "orders").narrowed("[id] > ?", List.of(BORDER));
        String text = Narrowed.of(ALL, part).json();
        assertThat(text).doesNotContain("password").doesNotContain("dbo.orders");
        assertThat(Narrowed.read(text).of(ALL)).isEqualTo(part);
    }

    @Test
    void aPartOfAnotherStatementIsRefused() {
        RowQuery other =
                new RowQuery(ALL.country(), ALL.name(), "SELECT 1", ALL.parameters(), OptionalLong.empty(), Map.of());
        assertThatThrownBy(() -> Narrowed.of(ALL, other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Narrowed.read("no JSON")).isInstanceOf(IllegalArgumentException.class);
    }
}
