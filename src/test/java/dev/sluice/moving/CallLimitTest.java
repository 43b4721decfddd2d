package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.DriverFailure;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Term;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent to a framework, and how long it may take. */
class CallLimitTest {

    private static final Term MINE = new Term(7);

    private final ManualTimers timers = new ManualTimers();
    private final List<String> sent = new ArrayList<>();
    private boolean leads = true;
    private final CallLimit limit = new CallLimit(timers, Duration.ofSeconds(60), term -> leads && term.equals(MINE));

    @Test
    void nothingIsSentOnceTheLeaseIsOver() {
        // Given a call that was decided on before the process was stopped for a while
        Uni<Void> call = limit.on(MINE, "drain", this::drain);
        leads = false;

        // When
        UniAssertSubscriber<Void> answer = call.subscribe().withSubscriber(UniAssertSubscriber.create());

        // Then
        answer.assertFailedWith(Deposed.class, "term 7");
        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsNotAnsweredInTimeMayHaveHappened() {
        // Given
        UniAssertSubscriber<Void> answer =
                limit.on(MINE, "drain", this::drain).subscribe().withSubscriber(UniAssertSubscriber.create());

        // When
        timers.advance(Duration.ofSeconds(61));

        // Then
        answer.assertFailedWith(DriverFailure.OutcomeUnknown.class, "drain was not answered within 60 s");
        assertThat(sent).containsExactly("drain");
    }

    private Uni<Void> drain() {
        sent.add("drain");
        return Uni.createFrom().nothing();
    }
}
