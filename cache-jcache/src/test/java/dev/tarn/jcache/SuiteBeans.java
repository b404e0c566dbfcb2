package dev.tarn.jcache;

import dev.tarn.jcache.annotation.CachedProxy;
import javax.cache.Caching;
import javax.cache.annotation.BeanProvider;
import manager.BlogManager;

/** Gives the annotation part of JSR-107's suite its beans, behind proxies. */
public final class SuiteBeans implements BeanProvider {
    @Override
    @SuppressWarnings("unchecked") // the suite asks for a class of beans and uses their interface
    public <T> T getBeanByType(Class<T> type) {
        try {
            BlogManager bean = (BlogManager) type.getDeclaredConstructor().newInstance();
            return (T) CachedProxy.of(
                    BlogManager.class, bean, Caching.getCachingProvider().getCacheManager());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " is no bean of the suite", e);
        }
    }
}
