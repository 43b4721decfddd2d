package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.telemetry.FrameworkSignals;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The newest pressures, for those who keep what became of them. */
@Singleton
class PressureSignals implements FrameworkSignals {

    private final Suggestions suggestions;

    PressureSignals(Suggestions suggestions) {
        this.suggestions = suggestions;
    }

    @Override
    public Map<FrameworkId, Map<Kind, Double>> newest() {
        Map<FrameworkId, Map<Kind, Double>> newest = new HashMap<>();
        Map<FrameworkId, Double> needs = suggestions.needs();
        suggestions.pressures().forEach(pressure -> {
            Map<Kind, Double> known = new EnumMap<>(Kind.class);
            put(known, Kind.PRESSURE, pressure.value());
            put(known, Kind.SUPPLY, pressure.supply());
            put(known, Kind.DEMAND, pressure.demand());
            Optional.ofNullable(needs.get(pressure.framework())).ifPresent(need -> known.put(Kind.NEED, need));
            newest.put(pressure.framework(), known);
        });
        return newest;
    }

    private static void put(Map<Kind, Double> known, Kind kind, OptionalDouble value) {
        value.ifPresent(v -> known.put(kind, v));
    }
}
