package io.github.sqldatabricks.bridge.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches one who is given what somebody of other rights may see, figures that never change, and an error that stays. */
class SharedTest {

    private final List<String> asked = new ArrayList<>();

    private String make(String key) {
        asked.add(key);
        return key + asked.size();
    }

    @Test
    void whoAsksWithTheSameKeyIsGivenTheSameAndNobodyElse() {
        Shared<String, String> shared = new Shared<>(Duration.ofDays(1), this::make);
        assertThat(List.of(shared.get("ana"), shared.get("bob"), shared.get("ana"), shared.get("bob")))
                .containsExactly("ana1", "bob2", "ana1", "bob2");
    }

    @Test
    void whatIsTooOldIsMadeAnew() {
        Shared<String, String> shared = new Shared<>(Duration.ZERO, this::make);
        assertThat(List.of(shared.get("ana"), shared.get("ana"))).containsExactly("ana1", "ana2");
    }

    @Test
    void anErrorIsNotKept() {
        Shared<String, String> shared = new Shared<>(Duration.ofDays(1), key -> {
            if (make(key).equals("ana1")) {
                throw new IllegalStateException("not now");
            }
            return key;
        });
        assertThatThrownBy(() -> shared.get("ana")).hasMessage("not now");
        assertThat(shared.get("ana")).isEqualTo("ana");
    }

    @Test
    void itDoesNotGrowWithThoseWhoHaveEverAsked() {
        Shared<Integer, String> shared = new Shared<>(Duration.ofDays(1), key -> make("k"));
        for (int i = 0; i < 3000; i++) {
            shared.get(i);
        }
        assertThat(shared.size()).isLessThanOrEqualTo(1000);
    }
}
