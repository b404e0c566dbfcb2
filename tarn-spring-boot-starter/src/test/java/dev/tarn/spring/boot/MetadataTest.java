package dev.tarn.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an editor completes is what can be set. */
class MetadataTest {
    @Test
    void metadata_hasEveryProperty() throws IOException {
        assertThat(metadata())
                .contains(properties().map(name -> "\"name\": \"" + name + "\"").toList());
    }

    private static Stream<String> properties() {
        return Stream.of(
                        names(TarnProperties.class, "tarn.", List.of("redis", "defaults", "console")),
                        names(TarnProperties.Console.class, "tarn.console.", List.of()),
                        names(TarnProperties.Redis.class, "tarn.redis.", List.of()),
                        names(TarnProperties.Cache.class, "tarn.defaults.", List.of()))
                .flatMap(names -> names);
    }

    private static Stream<String> names(Class<?> type, String prefix, List<String> groups) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !groups.contains(name))
                .map(name -> prefix + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT));
    }

    private static String metadata() throws IOException {
        try (InputStream stream =
                TarnProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
