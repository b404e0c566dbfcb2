/** Tarn in Spring Boot: caches in two levels by properties, an endpoint, a health indicator. */
@NullMarked
package dev.tarn.spring.boot;

import org.jspecify.annotations.NullMarked;
