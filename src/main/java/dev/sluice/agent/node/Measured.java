package dev.sluice.agent.node;

import java.util.List;

/** Something that can be read every few seconds. */
interface Measured {
    List<Sample> read();
}
