package dev.sluice.security;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often signing in may be tried: per name and address, per address, and per name from anywhere, each within
 * {@link #WINDOW}. Counted per server and before a password is checked, so that many at once do not slip through.
 *
 * <p>An IPv6 address counts as its /64, which one household or machine has whole. At most {@link #REMEMBERED} counts are kept;
 * beyond that the ones unused for longest go.
 */
final class SignInLimits {

    static final Duration WINDOW = Duration.ofMinutes(15);
    static final int PER_PAIR = 5;
    static final int PER_ADDRESS = 30;
    static final int PER_NAME = 60;
    static final int REMEMBERED = 20_000;

    private record Limit(String key, int most) {}

    private record Count(Instant since, int tries) {}

    private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Empty when it may be tried, which is then counted; else how long to wait. */
    synchronized Optional<Duration> begin(String name, String address, Instant now) {
        var limits = limits(name, address);
        var wait = limits.stream()
                .filter(limit -> count(limit.key(), now).tries() >= limit.most())
                .map(limit ->
                        Duration.between(now, count(limit.key(), now).since().plus(WINDOW)))
                .max(Duration::compareTo);
        if (wait.isEmpty()) {
            limits.forEach(limit -> add(limit.key(), 1, now));
        }
        return wait;
    }

    /** Takes the try back: a right password is no guess. */
    synchronized void succeeded(String name, String address, Instant now) {
        var limits = limits(name, address);
        counts.remove(limits.getFirst().key());
        limits.subList(1, limits.size()).forEach(limit -> add(limit.key(), -1, now));
    }

    synchronized int remembered() {
        return counts.size();
    }

    private void add(String key, int tries, Instant now) {
        var count = count(key, now);
        counts.put(key, new Count(count.since(), Math.max(0, count.tries() + tries)));
    }

    private Count count(String key, Instant now) {
        var known = counts.get(key);
        return known == null || !now.isBefore(known.since().plus(WINDOW)) ? new Count(now, 0) : known;
    }

    private static List<Limit> limits(String name, String address) {
        var network = network(address);
        return List.of(
                new Limit("pair " + network + " " + name, PER_PAIR),
                new Limit("address " + network, PER_ADDRESS),
                new Limit("name " + name, PER_NAME));
    }

    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != 16) {
            return address;
        }
        boolean mapped = bytes[10] == -1 && bytes[11] == -1 && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
        return HexFormat.of().formatHex(bytes, mapped ? 12 : 0, mapped ? 16 : 8);
    }
}
