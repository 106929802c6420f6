package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One of the processes that share the work, restarted after each death. It dies, loses its claims without noticing
 * (because its leases run out while it stands still), or loses an answer; a few times, then it lives in peace.
 */
final class Replica implements Callable<Void> {

    private static final int FATES = 4;
    private static final int PAUSE_MILLIS = 3;

    private final String name;
    private final Databases databases;
    private final ModelSource source;
    private final Random random;
    private final CountDownLatch allSubmitted;

    /** @param allSubmitted no more events come */
    Replica(String name, Databases databases, ModelSource source, Random random, CountDownLatch allSubmitted) {
        this.name = name;
        this.databases = databases;
        this.source = source;
        this.random = random;
        this.allSubmitted = allSubmitted;
    }

    @Override
    public Void call() throws Exception {
        boolean finished = false;
        for (int life = 1; !finished; life++) {
            String worker = name + "-" + life;
            finished = live(worker, life <= FATES);
            databases.letLeasesRunOut(worker);
        }
        return null;
    }

    /** False when it died. */
    private boolean live(String worker, boolean dangerously) throws IOException, SQLException, InterruptedException {
        Places places = databases.places();
        try (CuttableProxy wire = CuttableProxy.to("127.0.0.1", places.port())) {
            Fate fate = dangerously ? fate(worker, wire) : Fate.NONE;
            try (Life life = new Life(worker, places.through(wire.port()), fate, source, new FakeEventsTable())) {
                run(life, worker);
                return true;
            } catch (Death.Crash e) {
                return false;
            }
        }
    }

    private void run(Life life, String worker) throws SQLException, InterruptedException {
        while (allSubmitted.getCount() > 0 || life.isSomethingLeft()) {
            life.work();
            // What it has claimed without getting the answer.
            databases.letLeasesRunOut(worker);
            new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Fate fate(String worker, CuttableProxy wire) {
        Moment moment = Moment.random(random);
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Death(Optional.of(moment), wire::cut);
            case 2 -> new Mishap(moment, () -> letLeasesRunOut(worker));
            case 3 -> new Mishap(moment, Replica::loseAnswer);
            default -> Fate.NONE;
        };
    }

    private void letLeasesRunOut(String worker) {
        try {
            databases.letLeasesRunOut(worker);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void loseAnswer() {
        throw new BridgeException.RemoteTransient(ErrorCode.COMMIT_OUTCOME_UNKNOWN, "the answer was lost", null);
    }
}
