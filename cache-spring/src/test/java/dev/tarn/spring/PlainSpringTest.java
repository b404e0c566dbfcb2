package dev.tarn.spring;

import dev.tarn.tiered.Tarn;

/** What Spring documents holds without a container, too. */
class PlainSpringTest extends SpringCacheContract {
    @Override
    Opened open() {
        Tarn tarn = Tarn.builder().build();
        TarnCacheManager manager = TarnCacheManager.builder(tarn).build();
        ShopMethods shop = CachedProxy.builder(manager)
                .bean("reversed", new Beans().reversed())
                .build(ShopMethods.class, new Shop());
        return new Opened(shop, manager, tarn::close);
    }
}
