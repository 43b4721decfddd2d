package dev.sluice.dashboard;

import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The icons of the pages, by their name in Bootstrap Icons: {@code icon:of('gear')}. Decoration, so readers skip them. */
@TemplateExtension(namespace = "icon")
final class Icons {

    private static final String FOLDER = "META-INF/resources/webjars/bootstrap-icons/1.13.1/icons/";
    private static final Map<String, RawString> READ = new ConcurrentHashMap<>();

    private Icons() {}

    static RawString of(String name) {
        return READ.computeIfAbsent(name, Icons::read);
    }

    private static RawString read(String name) {
        try (var svg = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + name + ".svg")) {
            if (svg == null) {
                throw new IllegalArgumentException("there is no icon '" + name + "' in Bootstrap Icons");
            }
            var text = new String(svg.readAllBytes(), StandardCharsets.UTF_8);
            return new RawString(text.substring(text.indexOf("<svg"))
                    .replaceFirst(" class=\"[^\"]*\"", " class=\"icon\" aria-hidden=\"true\"")
                    .replace("\n", "")
                    .replace(" xmlns=\"http://www.w3.org/2000/svg\"", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("icon '" + name + "' cannot be read", e);
        }
    }
}
