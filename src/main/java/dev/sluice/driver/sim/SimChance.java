package dev.sluice.driver.sim;

/** Chance that comes out the same each time. */
final class SimChance {

    private SimChance() {}

    /** A number from 0 to below 1 that belongs to {@code seed}: the finalizer of SplitMix64 (Steele et al., 2014). */
    static double of(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }

    static double of(String what, String of) {
        return of(31L * what.hashCode() + of.hashCode());
    }
}
