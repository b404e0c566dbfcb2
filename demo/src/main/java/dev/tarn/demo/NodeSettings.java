package dev.tarn.demo;

import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.load.LoadPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says what one node is made of.
 *
 * @param file the database
 * @param remote the address of the remote tier, {@code redis://…} or {@code memcached://…}, or null for none
 * @param heap the bound of the heap tier, in entries
 * @param offHeap the budget of the tier outside the heap, in MiB; 0 for none
 * @param port the HTTP port; 0 for any
 * @param plan how much load
 * @param http whether it goes over HTTP
 * @param cold whether it begins with an empty heap tier
 * @param agree whether it compares at the end what was counted by whom
 * @param recording where the reads of the load are recorded, or null
 */
record NodeSettings(
        CatalogueFile file,
        @Nullable String remote,
        int heap,
        int offHeap,
        int port,
        LoadPlan plan,
        boolean http,
        boolean cold,
        boolean agree,
        @Nullable Path recording) {}
