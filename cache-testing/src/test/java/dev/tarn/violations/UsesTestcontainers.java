package dev.tarn.violations;

import org.testcontainers.utility.DockerImageName;

/** Uses a library that only the test module may use. */
public final class UsesTestcontainers {
    public DockerImageName name() {
        return DockerImageName.parse("redis:7");
    }
}
