package dev.sluice.suggesting;

import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Decider.Decision;
import dev.sluice.deciding.Past;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.OfferBook.Change;
import dev.sluice.suggesting.Suggestions.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees who looks at a large fleet for half an hour and answers nothing. */
class OffersStayTest {

    private static final PlanningConfig CONFIG = Configs.planning(Map.of());
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int FRAMEWORKS = 8;
    private static final int EACH = 125;

    private final Random random = new Random(1);
    private final Decider decider = new Decider(CONFIG);
    private final OfferBook book = new OfferBook(CONFIG);
    private List<Offer> open = List.of();
    private int opened;

    @ParameterizedTest
    @CsvSource({
        // standard deviation of the noise, height of the tide: as shares of what each holds
        "0.01, 0.06, 6",
        "0.02, 0, 3",
        "0.02, 0.06, 5",
    })
    void theyStayThoughNeedsMoveALittle(double noise, double tide, int most) {
        // When
        for (int tick = 0; tick < 180; tick++) {
            look(tick, noise, tide);
        }
        // Then
        assertThat(opened).isPositive().isLessThanOrEqualTo(most);
    }

    private void look(int tick, double noise, double tide) {
        Instant now = START.plus(Duration.ofSeconds(10L * tick));
        FleetPicture picture = picture(now, tick, noise, tide);
        Decision decision = decider.decide(decider.look(picture, now), Past.NOTHING.withOffered(OfferBook.nodes(open)));
        List<Offer> kept = new ArrayList<>();
        for (Change change : book.compare(open, decision.outcome().suggestions(), now)) {
            switch (change) {
                case Change.Refresh refresh -> kept.add(refresh.offer());
                case Change.Open offer -> kept.add(offer(offer.suggestion(), now));
                case Change.End end -> {}
            }
        }
        open = kept;
    }

    private Offer offer(Suggestion suggestion, Instant now) {
        return new Offer(
                "s-" + ++opened, suggestion, Offer.State.OPEN, now, now.plus(CONFIG.expiry()), Optional.empty());
    }

    /** From a quarter too much to little more than half, each with a slow tide of its own. */
    private FleetPicture picture(Instant now, int tick, double noise, double tide) {
        Pictures pictures = new Pictures(now);
        for (int f = 0; f < FRAMEWORKS; f++) {
            double level = 1.25 - 0.7 * f / (FRAMEWORKS - 1);
            double phase = (double) f / FRAMEWORKS + tick / 6.0 / (12 + 2 * f);
            double wave = f == 0 ? 0 : tide * Math.sin(2 * Math.PI * phase);
            double need = EACH * (level + wave + noise * random.nextGaussian());
            pictures.framework("f" + f, policy(EACH / 4, EACH, Integer.MAX_VALUE), need, EACH);
            for (int i = 0; i < EACH; i++) {
                pictures.node("f" + f + "-" + i, "f" + f).running = random.nextInt(4);
            }
        }
        return pictures.build();
    }
}
