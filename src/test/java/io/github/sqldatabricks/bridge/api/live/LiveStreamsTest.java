package io.github.sqldatabricks.bridge.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Permissions;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Streams look by look, without a clock. Catches what piles up for a viewer that reads nothing, a change that one of them never gets, a
 * picture that is made twice, work for nobody, a stream that outlives its session or its process, and more of them than there may be.
 */
class LiveStreamsTest {

    /** Looks that a viewer that reads nothing is waited for. */
    private static final int PATIENCE = 30;

    private final LiveStreams streams = new LiveStreams();
    private final List<String> made = new ArrayList<>();
    private String state = "first";

    /** What it was made of; who knows another one gets all of it. */
    private record Text(String text) implements Picture {
        @Override
        public String since(Optional<Picture> known) {
            return known.equals(Optional.of(this)) ? "" : text;
        }
    }

    private static Principal user(String name) {
        return new Principal(name, false, false, Permissions.EVERYTHING);
    }

    private static Viewer viewer(String name) {
        return viewer(name, name);
    }

    private static Viewer viewer(String name, String person) {
        return new Viewer(user(name), () -> Optional.of(user(name)), () -> true, Optional.of(person));
    }

    private AssertSubscriber<String> open(Viewer viewer, String page, long reads) {
        return open(viewer, page, reads, () -> {
            made.add(page + " of " + viewer.principal().name());
            return new Text(state);
        });
    }

    private AssertSubscriber<String> open(Viewer viewer, String page, long reads, Supplier<Picture> main) {
        return streams.open(viewer, page, look -> main.get())
                .subscribe()
                .withSubscriber(AssertSubscriber.create(reads));
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            streams.look();
        }
    }

    @Test
    void whoReadsNothingGetsNothingPiledUpAndIsCutOffWhileOthersGoOn() {
        AssertSubscriber<String> slow = open(viewer("ana"), "/jobs", 0);
        AssertSubscriber<String> quick = open(viewer("ben"), "/jobs", Long.MAX_VALUE);
        for (int i = 0; i < PATIENCE; i++) {
            state = "state " + i;
            streams.look();
        }
        assertThat(slow.hasCompleted()).isFalse();
        streams.look();
        slow.assertCompleted().assertHasNotReceivedAnyItem();
        assertThat(quick.getItems()).hasSize(PATIENCE).endsWith("state 29");
        assertThat(streams.size()).isEqualTo(1);
        // What nobody would read was not even made.
        assertThat(made).doesNotContain("/jobs of ana");
    }

    @Test
    void whoReadsAgainGetsWhatIsNowAndNothingTwice() {
        AssertSubscriber<String> ana = open(viewer("ana"), "/jobs", 1);
        look(1);
        state = "second";
        look(PATIENCE - 1);
        state = "third";
        ana.request(1);
        look(2);
        assertThat(ana.getItems()).containsExactly("first", "third");
        look(PATIENCE - 2);
        assertThat(ana.hasCompleted()).isFalse();
    }

    @Test
    void aPageIsMadeOnceForAllWithTheSameRightsAndForNobodyNever() {
        look(3);
        assertThat(made).isEmpty();
        List.of("ana", "ana", "ben").forEach(name -> open(viewer(name), "/jobs", Long.MAX_VALUE));
        open(viewer("ana"), "/events", Long.MAX_VALUE);
        streams.look();
        assertThat(made).containsExactlyInAnyOrder("/jobs of ana", "/jobs of ben", "/events of ana");
    }

    @Test
    void whatPagesHaveInCommonIsMadeOnceInALookAndAnewInTheNext() {
        List<AssertSubscriber<String>> all = new ArrayList<>();
        for (String query : List.of("a", "b", "c")) {
            String page = "/jobs/1?q=" + query;
            all.add(streams.open(viewer("ana"), page, look -> new Text(common(look, "ana") + query))
                    .subscribe()
                    .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE)));
        }
        AssertSubscriber<String> ben = streams.open(viewer("ben"), "/jobs/1", look -> new Text(common(look, "ben")))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        streams.look();
        state = "second";
        streams.look();
        assertThat(made).containsExactly("ana: first", "ben: first", "ana: second", "ben: second");
        assertThat(all.get(2).getItems()).containsExactly("ana: firstc", "ana: secondc");
        assertThat(ben.getItems()).containsExactly("ben: first", "ben: second");
    }

    private String common(Look look, String name) {
        return look.once(name, String.class, () -> {
            made.add(name + ": " + state);
            return name + ": " + state;
        });
    }

    @Test
    void aSignOfLifeComesWhileNothingChanges() {
        AssertSubscriber<String> ana = open(viewer("ana"), "/jobs", Long.MAX_VALUE);
        look(30);
        assertThat(ana.getItems()).containsExactly("first", "{}", "{}");
    }

    @Test
    void aStreamEndsWithItsRightsItsSessionAndItsProcess() {
        List<Principal> now = new ArrayList<>(List.of(user("ana")));
        boolean[] there = {true};
        Viewer changed = new Viewer(user("ana"), () -> now.stream().findFirst(), () -> true, Optional.of("ana"));
        Viewer loggedOut = new Viewer(user("ben"), () -> Optional.of(user("ben")), () -> there[0], Optional.of("ben"));
        AssertSubscriber<String> ana = open(changed, "/jobs", Long.MAX_VALUE);
        AssertSubscriber<String> ben = open(loggedOut, "/jobs", Long.MAX_VALUE);
        AssertSubscriber<String> eve = open(viewer("eve"), "/jobs", 0);
        now.set(0, new Principal("ana", true, false, Permissions.EVERYTHING));
        there[0] = false;
        streams.look();
        ana.assertCompleted().assertHasNotReceivedAnyItem();
        look(4);
        ben.assertCompleted();
        assertThat(eve.hasCompleted()).isFalse();
        streams.drained();
        eve.assertCompleted();
        assertThat(streams.size()).isZero();
    }

    @Test
    void whatCanNotBeMadeEndsTheStreamThatNeedsItOnly() {
        AssertSubscriber<String> gone = open(viewer("ana"), "/jobs/1", Long.MAX_VALUE, () -> {
            throw new BridgeException.NotFound(ErrorCode.UNKNOWN_JOB, "gone");
        });
        AssertSubscriber<String> broken = open(viewer("ana"), "/jobs/2", Long.MAX_VALUE, () -> {
            throw new IllegalStateException("a defect");
        });
        AssertSubscriber<String> good = open(viewer("ana"), "/jobs", Long.MAX_VALUE);
        streams.look();
        gone.assertCompleted();
        broken.assertCompleted();
        assertThat(good.getItems()).containsExactly("first");
    }

    @Test
    void thereAreOnlySoManyOfAUserAndOfAll() {
        List<AssertSubscriber<String>> anas = new ArrayList<>();
        for (int i = 0; i < LiveStreams.MOST_OF_USER; i++) {
            anas.add(open(viewer("ana"), "/jobs", 0));
        }
        assertTooMany(viewer("ana"));
        anas.get(0).cancel();
        open(viewer("ana"), "/jobs", 0);
        while (streams.size() < LiveStreams.MOST) {
            // While nobody needs a token, everybody is one user, of which there are many.
            open(Viewer.anybody(Principal.ANYBODY), "/jobs", 0);
        }
        assertTooMany(viewer("ben"));
        assertTooMany(Viewer.anybody(Principal.ANYBODY));
    }

    @Test
    void peopleWhoActAsOneUserHaveTheirOwnEach() {
        for (int i = 0; i < LiveStreams.MOST_OF_USER; i++) {
            open(viewer("analysts", "oidc:1"), "/jobs", 0);
        }
        assertTooMany(viewer("analysts", "oidc:1"));
        open(viewer("analysts", "oidc:2"), "/jobs", Long.MAX_VALUE);
        // The role counts for what is seen only: the same person may have another one by now.
        assertTooMany(viewer("admins", "oidc:1"));
        streams.look();
        assertThat(made).as("made for all of one role").containsExactly("/jobs of analysts");
    }

    private void assertTooMany(Viewer viewer) {
        assertThatThrownBy(() -> open(viewer, "/jobs", 0))
                .isInstanceOf(BridgeException.TooManyAttempts.class)
                .hasMessageContaining("Close some");
    }
}
