package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.pressure.Scoring;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many nodes a framework has, with what is under way counted at both ends.
 *
 * @param serving nodes of the fleet that carry its work and stay
 * @param strangers members outside the fleet that carry its work
 * @param arriving nodes that running operations bring
 * @param held nodes that the ledger gives it and that stay, serving or not, plus arriving ones
 */
public record Standing(int serving, int strangers, int arriving, int held) {

    static final Standing NONE = new Standing(0, 0, 0, 0);

    /** Members that carry its work now: what its pressure is measured on. */
    public int carrying() {
        return serving + strangers;
    }

    /** What carries its work once everything under way has arrived. */
    public int coming() {
        return serving + strangers + arriving;
    }

    /**
     * How many must carry work for {@code guarantee} to be kept. Its own nodes that do not serve at the moment count as
     * kept: they are to be mended or are just starting, and taking others in their place would be a loss to somebody.
     */
    int floor(int guarantee) {
        return well(guarantee) + strangers;
    }

    /**
     * How many it is brought up to for the sake of {@code guarantee}. Strangers count as well: they may be nodes of the fleet whose
     * agents have yet to come, and it does not go short as long as they carry its work.
     */
    int claim(int guarantee) {
        return Math.max(well(guarantee), strangers);
    }

    private int well(int guarantee) {
        int ailing = Math.max(0, held - serving - arriving);
        return Math.max(0, guarantee - ailing);
    }

    /** Each framework of the picture; one pass over the nodes. */
    public static Map<FrameworkId, Standing> of(FleetPicture picture, List<Flight> flights) {
        Map<FrameworkId, int[]> counts = new HashMap<>();
        picture.frameworks().forEach(f -> counts.put(f.framework().id(), new int[3]));
        Set<NodeId> flying = new HashSet<>();
        for (Flight flight : flights) {
            flying.add(flight.node());
            int[] taker = flight.to().map(counts::get).orElse(null);
            if (taker != null) {
                taker[1]++;
                taker[2]++;
            }
        }
        for (NodePicture node : picture.nodes()) {
            int[] owner = node.ownership().owner().map(counts::get).orElse(null);
            if (owner != null
                    && node.ownership().state() != Ownership.State.MOVING
                    && !flying.contains(node.node().id())) {
                owner[0] += Scoring.serves(node) ? 1 : 0;
                owner[2]++;
            }
        }
        Map<FrameworkId, Standing> standings = new HashMap<>();
        counts.forEach((id, c) -> standings.put(id, new Standing(c[0], picture.strangers(id), c[1], c[2])));
        return standings;
    }
}
