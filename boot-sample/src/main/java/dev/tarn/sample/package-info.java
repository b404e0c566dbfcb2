/** A fresh Spring Boot application that caches in two levels. */
@NullMarked
package dev.tarn.sample;

import org.jspecify.annotations.NullMarked;
