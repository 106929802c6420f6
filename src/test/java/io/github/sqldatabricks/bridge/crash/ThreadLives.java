package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import java.util.Optional;
import java.util.Random;

/**
 * Lives in this process that end as a kill ends them: all connections are cut, no call gets through any more, and nothing
 * is cleaned up on the other side.
 */
final class ThreadLives implements Lives {

    private final World world;

    ThreadLives(World world) {
        this.world = world;
    }

    @Override
    public Optional<String> live(String worker, Optional<Moment> moment, Random random) throws Exception {
        try (CuttableProxy wire =
                CuttableProxy.to("127.0.0.1", world.databases().places().port())) {
            Death death = new Death(moment, wire::cut);
            try (Life life = Life.withDatabricks(
                    worker,
                    world.databases().places().through(wire.port()),
                    death,
                    world.databricks().jdbc())) {
                life.run();
            } catch (Death.Crash e) {
                // What was cut is not mended by closing.
            }
            return death.step().map(Step::name);
        }
    }
}
