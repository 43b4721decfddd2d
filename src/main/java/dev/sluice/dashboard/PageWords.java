package dev.sluice.dashboard;

import io.quarkus.qute.TemplateExtension;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats for the templates, as {@code words:ratio(x)}. */
@TemplateExtension(namespace = "words")
final class PageWords {

    private PageWords() {}

    static String ratio(@Nullable Double value) {
        return FleetModel.ratio(value);
    }

    static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    static String lower(String code) {
        return FleetModel.lower(code);
    }
}
