package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What is done for parts again and again: leases renewed, and parts looked for to help with. */
@ApplicationScoped
public class PartDuties {

    private final WorkRunner<PartClaim, RunningPart> runner;
    private final WorkChannel channel;

    public PartDuties(WorkRunner<PartClaim, RunningPart> runner, @Identifier(WorkChannel.PARTS) WorkChannel channel) {
        this.runner = runner;
        this.channel = channel;
    }

    void assign(@Observes Duties duties, JobConfig config) {
        duties.every("part_heartbeat", config.heartbeat(), runner::beat);
        duties.every("part_sweep", config.sweep(), channel::trigger);
    }
}
