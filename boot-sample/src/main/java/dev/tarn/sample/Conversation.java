package dev.tarn.sample;

import dev.tarn.spring.TarnCacheManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

/** Squares the numbers that it reads, and says after each how often it has computed and what the tiers hold of the number. */
@Component
final class Conversation implements CommandLineRunner {
    private final Squares squares;
    private final TarnCacheManager caches;

    Conversation(Squares squares, TarnCacheManager caches) {
        this.squares = squares;
        this.caches = caches;
    }

    @Override
    public void run(String... arguments) throws IOException {
        try (BufferedReader numbers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = numbers.readLine(); line != null; line = numbers.readLine()) {
                long number = Long.parseLong(line);
                System.out.println("answer " + squares.square(number).value() + " computed " + squares.computed() + " "
                        + tiers(number));
            }
        }
    }

    private String tiers(long number) {
        return Objects.requireNonNull(caches.getCache("squares")).getNativeCache().explain(number).tiers().stream()
                .map(tier -> tier.tier() + "=" + tier.state())
                .collect(Collectors.joining(" "));
    }
}
