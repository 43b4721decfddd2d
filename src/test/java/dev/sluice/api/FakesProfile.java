package dev.sluice.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The application with a fleet, suggestions and operations that a test can foresee. */
public final class FakesProfile implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeInventory.class, FakeSuggestions.class, FakeOperations.class, FakeNodes.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sluice.security.context-file", "target/api-test/context.json");
    }
}
