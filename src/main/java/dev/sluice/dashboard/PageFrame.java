package dev.sluice.dashboard;

import dev.sluice.api.view.StatusView;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around its own content.
 *
 * @param section of the navigation that is lit
 * @param theme system, light or dark
 * @param density comfortable or compact
 * @param kiosk whether it hangs on a wall: no navigation, larger type
 * @param suggestions that are open
 * @param stuck moves that wait for a person
 */
public record PageFrame(
        String title,
        Section section,
        Reader reader,
        String theme,
        String density,
        boolean kiosk,
        int suggestions,
        int stuck) {

    /** The navigation, in its order. */
    public enum Section {
        FLEET("Fleet", "/", "water", "f"),
        FRAMEWORKS("Frameworks", "/frameworks", "diagram-3", "r"),
        NODES("Nodes", "/nodes", "hdd-stack", "n"),
        SUGGESTIONS("Suggestions", "/suggestions", "lightbulb", "s"),
        OPERATIONS("Operations", "/operations", "arrow-left-right", "o"),
        ALERTS("Alerts", "/alerts", "bell", "a"),
        POLICIES("Policies", "/policies", "sliders", "p"),
        HISTORY("History", "/history", "clock-history", "h"),
        SETTINGS("Settings", "/settings", "gear", "e");

        private final String title;
        private final String path;
        private final String icon;
        private final String key;

        Section(String title, String path, String icon, String key) {
            this.title = title;
            this.path = path;
            this.icon = icon;
            this.key = key;
        }

        public String title() {
            return title;
        }

        public String path() {
            return path;
        }

        public String icon() {
            return icon;
        }

        /** Goes there from the keyboard, after {@code g}. */
        public String key() {
            return key;
        }
    }

    /** Who looks, and what they may do. */
    public record Reader(String name, boolean mayAct, boolean mayAdmin) {}

    public Section[] sections() {
        return Section.values();
    }

    static PageFrame of(String title, Section section, Visitor visitor, @Nullable StatusView status) {
        return new PageFrame(
                title,
                section,
                visitor.reader(),
                visitor.theme(),
                visitor.density(),
                visitor.kiosk(),
                status == null ? 0 : status.suggestions().size(),
                status == null ? 0 : status.health().stuck());
    }
}
