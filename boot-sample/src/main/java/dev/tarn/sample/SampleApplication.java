package dev.tarn.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** All that an application needs to say is {@code @EnableCaching}. */
@SpringBootApplication
@EnableCaching
public class SampleApplication {
    /** Starts the application. */
    public static void main(String[] arguments) {
        SpringApplication.run(SampleApplication.class, arguments);
    }
}
