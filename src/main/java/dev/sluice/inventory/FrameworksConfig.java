package dev.sluice.inventory;

import dev.sluice.fleet.FrameworkPolicy;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The frameworks that share the fleet, one group of keys per framework. */
@ConfigMapping(prefix = "sluice.frameworks")
public interface FrameworksConfig {

    /** By framework id: lower-case letters, digits and '-'. */
    @WithParentName
    Map<String, Entry> entries();

    /** One framework. */
    interface Entry {

        /** Which driver speaks to it, for example spark or yarn. */
        String kind();

        /** Where its API is, for example http://127.0.0.1:8088. */
        String url();

        /** Its name for people; the id when absent. */
        Optional<String> title();

        /** What it may give and take. */
        Policy policy();

        /** What a node must have to be given to it. */
        Needs needs();

        /** The driver's own keys. */
        Map<String, String> options();
    }

    /** What a node must have. */
    interface Needs {

        /** Cores that a node must have to be given to it. */
        @WithDefault("0")
        double cores();

        /** Memory that a node must have to be given to it, for example 64G. */
        @WithDefault("0")
        MemorySize memory();

        /** Disk that a node must have to be given to it, for example 2T. */
        @WithDefault("0")
        MemorySize disk();

        /** GPUs that a node must have to be given to it. */
        @WithDefault("0")
        double gpus();

        /** A label that a node must carry with this value to be given to it. */
        Map<String, String> labels();
    }

    /** What one framework may give and take. */
    interface Policy {

        /** Nodes that it always keeps. */
        @WithDefault("0")
        int guarantee();

        /** Its fair number of nodes when there is not enough for all; the larger of 1 and the guarantee when absent. */
        OptionalInt deserved();

        /** Nodes that it may hold at most; the default is above any fleet. */
        @WithDefault("1000000")
        int cap();

        /** Its weight when there is not enough for all, above 0. */
        @WithDefault("1")
        double weight();

        /** The utilisation of its nodes that counts as just right, above 0 and at most 1. */
        @WithDefault("0.75")
        double target();

        /** How far Sluice may go by itself: observe, suggest or auto. */
        @WithDefault("suggest")
        FrameworkPolicy.Mode mode();
    }
}
