package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import org.junit.jupiter.api.Test;

class DrainMarkTest {

    private static final MemberOrder ORDER = new MemberOrder(new NodeId("n1"), "host-1", OperationId.of(7), 12, false);

    @Test
    void readsBackWhatItWrites() {
        assertThat(DrainMark.of(ORDER).text()).isEqualTo("sluice:op-7@12");
        assertThat(DrainMark.parse("sluice:op-7@12")).contains(DrainMark.of(ORDER));
        assertThat(DrainMark.parse(" sluice:op-7@12 moved to spark")).contains(DrainMark.of(ORDER));
        assertThat(DrainMark.parse("sluice:op-7")).contains(new DrainMark(OperationId.of(7), 0));
    }

    @Test
    void takesNothingElseForItsOwn() {
        assertThat(DrainMark.parse("broken fan")).isEmpty();
        assertThat(DrainMark.parse("")).isEmpty();
        assertThat(DrainMark.parse("sluice:op-0@1")).isEmpty();
        assertThat(DrainMark.parse("sluice:op-7@x")).isEmpty();
        assertThat(DrainMark.parse("not sluice:op-7@1")).isEmpty();
    }

    @Test
    void anOrderMayTakeOverEarlierClaimsOnly() {
        assertThat(DrainMark.fence(ORDER, "sluice:op-7@12")).isEmpty();
        assertThat(DrainMark.fence(ORDER, "sluice:op-3@4")).isEmpty();
        assertThat(DrainMark.fence(ORDER, "sluice:op-9@13"))
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("host-1", "sluice:op-9@13", "outdated");
        assertThat(DrainMark.fence(ORDER, "broken fan"))
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("host-1", "broken fan", "by hand");
    }
}
