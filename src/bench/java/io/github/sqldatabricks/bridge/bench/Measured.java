package io.github.sqldatabricks.bridge.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;

/**
 * What one run cost. CPU time is that of the whole process: collector and compiler included.
 *
 * @param wallSeconds from start to end
 * @param cpuSeconds of all threads
 * @param peakHeapBytes the most that the heap's pools held, added up
 */
record Measured(String name, long rows, long bytes, double wallSeconds, double cpuSeconds, long peakHeapBytes) {

    private static final double NANOS = 1e9;
    private static final double MEBI = 1 << 20;

    /** What is measured. Returns {rows, bytes}. */
    @FunctionalInterface
    interface Work {
        long[] run() throws Exception;
    }

    static Measured of(String name, Work work) throws Exception {
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        long[] done = work.run();
        double cpuSeconds = (cpuNanos() - cpu) / NANOS;
        double wallSeconds = (System.nanoTime() - wall) / NANOS;
        long peak = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return new Measured(name, done[0], done[1], wallSeconds, cpuSeconds, peak);
    }

    /** CPU time of so many rows, taken in proportion. */
    double cpuSecondsFor(long otherRows) {
        return cpuSeconds * otherRows / rows;
    }

    /** Wall time of so many rows, taken in proportion. */
    double wallSecondsFor(long otherRows) {
        return wallSeconds * otherRows / rows;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-22s %,12d rows %8.1f s wall %8.1f s CPU %,12.0f rows/s %8.1f MiB/s out %6.0f MiB peak heap",
                name,
                rows,
                wallSeconds,
                cpuSeconds,
                rows / wallSeconds,
                bytes / MEBI / wallSeconds,
                peakHeapBytes / MEBI);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static java.util.stream.Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }
}
