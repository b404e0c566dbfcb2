/** Tarn in Spring Boot 3.5: what differs from Boot 4, which moved it to other packages. */
@NullMarked
package dev.tarn.spring.boot3;

import org.jspecify.annotations.NullMarked;
