/** An application as its writer would have it. */
@NullMarked
package dev.tarn.spring.boot.shop;

import org.jspecify.annotations.NullMarked;
