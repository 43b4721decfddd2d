package dev.sluice.driver.openstack;

import static dev.sluice.driver.openstack.Servers.host;
import static dev.sluice.driver.openstack.Servers.sized;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {

    @Test
    void thereIsRoomForNothingAnywhere() {
        assertThat(Room.lacking(List.of(), List.of())).isEmpty();
    }

    @Test
    void whatFitsTogetherFits() {
        assertThat(Room.lacking(
                        List.of(sized("a", 4, 2048), sized("b", 6, 2048), sized("c", 10, 4096)),
                        List.of(host("x", true, true, 10, 8192, 0), host("y", true, true, 10, 8192, 0))))
                .isEmpty();
    }

    @Test
    void namesTheFirstThatFitsNowhere() {
        assertThat(Room.lacking(
                                List.of(sized("a", 4, 2048), sized("b", 12, 1024)),
                                List.of(host("x", true, true, 10, 8192, 0)))
                        .orElseThrow())
                .contains("on the one other host for 1 of 2 servers", "name-b (b)", "12 cores and 1024 MiB");
    }

    @Test
    void countsWhatIsTakenAndEachPlaceOnce() {
        assertThat(Room.lacking(List.of(sized("a", 4, 1)), List.of(host("x", true, true, 10, 8192, 7))))
                .isPresent();
        assertThat(Room.lacking(
                        List.of(sized("a", 6, 1), sized("b", 6, 1)), List.of(host("x", true, true, 10, 8192, 0))))
                .isPresent();
    }

    @Test
    void hostsThatAreDownOrDisabledTakeNothing() {
        assertThat(Room.lacking(
                        List.of(sized("a", 1, 1)),
                        List.of(host("x", false, true, 10, 8192, 0), host("y", true, false, 10, 8192, 0))))
                .contains("no other host is enabled and up");
    }
}
