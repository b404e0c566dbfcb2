/** Serves the catalogue and its cache over HTTP. */
@NullMarked
package dev.tarn.demo.web;

import org.jspecify.annotations.NullMarked;
