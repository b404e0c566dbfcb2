/** The same catalogue as a Spring Boot service, cached by annotations: this is what a user of Spring writes. */
@NullMarked
package dev.tarn.demo.spring;

import org.jspecify.annotations.NullMarked;
