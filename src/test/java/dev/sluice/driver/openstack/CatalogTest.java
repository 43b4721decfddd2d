package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DriverFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private final Catalog catalog = new Catalog(List.of(
            new Catalog.Entry("compute", "public", "north", "https://north/v2.1/"),
            new Catalog.Entry("compute", "public", "south", "https://south/v2.1"),
            new Catalog.Entry("compute", "internal", "north", "http://10.0.0.1/v2.1"),
            new Catalog.Entry("placement", "public", "north", "https://north/placement")));

    @Test
    void findsAnAddressByTypeFaceAndRegion() {
        assertThat(catalog.url("compute", "public", Optional.of("north"))).isEqualTo("https://north/v2.1");
        assertThat(catalog.url("compute", "internal", Optional.of("north"))).isEqualTo("http://10.0.0.1/v2.1");
        assertThat(catalog.url("placement", "public", Optional.empty())).isEqualTo("https://north/placement");
    }

    @Test
    void saysWhatThereIsWhenTheOneAskedForIsNot() {
        assertThatThrownBy(() -> catalog.url("compute", "admin", Optional.of("west")))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContainingAll(
                        "no admin endpoint of compute in region west", "[north, south]", "options.region");
    }

    @Test
    void doesNotGuessARegion() {
        assertThatThrownBy(() -> catalog.url("compute", "public", Optional.empty()))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContainingAll("several regions", "[north, south]", "options.region");
    }
}
