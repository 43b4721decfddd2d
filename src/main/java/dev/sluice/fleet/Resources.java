package dev.sluice.fleet;

/**
 * An amount of capacity or of work: cores, memory and disk in bytes, GPUs. Fractions are fine; negative amounts are not.
 */
public record Resources(double cores, double memoryBytes, double diskBytes, double gpus) {

    public static final Resources NONE = new Resources(0, 0, 0, 0);

    public Resources {
        requireAmount("cores", cores);
        requireAmount("memoryBytes", memoryBytes);
        requireAmount("diskBytes", diskBytes);
        requireAmount("gpus", gpus);
    }

    public static Resources of(double cores, double memoryBytes) {
        return new Resources(cores, memoryBytes, 0, 0);
    }

    public Resources plus(Resources other) {
        return new Resources(
                cores + other.cores, memoryBytes + other.memoryBytes, diskBytes + other.diskBytes, gpus + other.gpus);
    }

    public Resources times(double factor) {
        return new Resources(cores * factor, memoryBytes * factor, diskBytes * factor, gpus * factor);
    }

    /**
     * The dominant share of this amount in {@code capacity}: the largest of the four ratios (DRF, NSDI 2011).
     *
     * <p>A dimension that the capacity lacks counts only if this amount wants it, and then as infinite.
     *
     * @return 0 or more; {@link Double#POSITIVE_INFINITY} where something is wanted that is not there
     */
    public double dominantShareOf(Resources capacity) {
        double share = Math.max(ratio(cores, capacity.cores), ratio(memoryBytes, capacity.memoryBytes));
        return Math.max(share, Math.max(ratio(diskBytes, capacity.diskBytes), ratio(gpus, capacity.gpus)));
    }

    private static double ratio(double wanted, double available) {
        return wanted == 0 ? 0 : wanted / available;
    }

    private static void requireAmount(String name, double amount) {
        if (!(amount >= 0) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException("resources: " + name + " must be 0 or more and finite, got " + amount);
        }
    }
}
