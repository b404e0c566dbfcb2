package dev.tarn.spring.boot3;

import dev.tarn.spring.boot.TopologiesIT;

/** Sentinel and Cluster on Boot 3.5. */
class TopologiesOnBoot3IT extends TopologiesIT {}
