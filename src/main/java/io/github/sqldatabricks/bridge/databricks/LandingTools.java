package io.github.sqldatabricks.bridge.databricks;

import java.util.concurrent.Executor;

/**
 * What all landings of a zone share.
 *
 * @param files the Files API
 * @param sender sends files in parts
 * @param spool room for files that wait
 * @param settings how files are sent
 * @param executor for uploads and completions that run at once
 */
record LandingTools(
        VolumeFiles files, MultipartSender sender, SpoolSpace spool, LandingSettings settings, Executor executor) {}
