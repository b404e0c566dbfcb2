package dev.tarn.spring.boot3;

import dev.tarn.spring.boot.ConsoleEndpointTest;

/** The live console among the endpoints of Boot 3.5. */
class ConsoleEndpointOnBoot3Test extends ConsoleEndpointTest {}
