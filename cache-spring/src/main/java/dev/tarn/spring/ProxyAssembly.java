package dev.tarn.spring;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Puts together what {@link TarnCachingConfiguration} and Spring's own declare in a context: the same interceptors in the same order, looked
 * through by the same {@link MethodScan}. A bare bean factory answers for what they look up by name.
 */
final class ProxyAssembly {
    private static final String IMPLEMENTATION = "tarnProxiedImplementation";

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final AnnotationCacheOperationSource source = new AnnotationCacheOperationSource();
    private final TarnCacheManager manager;
    private final @Nullable CacheErrorHandler errorHandler;
    private final Expressions expressions = new Expressions(beans);
    private final UnaryOperator<String> resolved;
    private final MethodPolicies policies;

    ProxyAssembly(
            TarnCacheManager manager,
            Map<String, Object> named,
            Map<String, Object> properties,
            @Nullable CacheErrorHandler errorHandler) {
        this.manager = manager;
        this.errorHandler = errorHandler;
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("builder", Map.copyOf(properties)));
        resolved = environment::resolveRequiredPlaceholders;
        policies = new MethodPolicies(resolved, expressions);
        RootBeanDefinition primary = new RootBeanDefinition(TarnCacheManager.class, () -> manager);
        primary.setPrimary(true);
        beans.registerBeanDefinition("tarnCacheManager", primary);
        beans.registerSingleton("tarnCacheOperationSource", source);
        named.forEach(beans::registerSingleton);
    }

    <T> T proxy(Class<T> type, T implementation) {
        beans.registerSingleton(IMPLEMENTATION, implementation);
        AnnotatedMethods methods = AnnotatedMethods.of(implementation.getClass(), source);
        methods.check(type, beans, expressions);
        MethodScan scan = new MethodScan(beans, resolved, policies, expressions);
        CacheInterceptor interceptor = interceptor(scan);
        methods.building(scan::afterSingletonsInstantiated);
        methods.checkCaches(manager);

        ProxyFactory proxies = new ProxyFactory(implementation);
        proxies.setInterfaces(type);
        ObjectProvider<CacheManager> managers = beans.getBeanProvider(CacheManager.class);
        proxies.addAdvisor(AnnotationAdvisor.of(
                CacheEvictTag.class,
                new EvictTagInterceptor(managers, resolved, expressions, interceptor::getErrorHandler)));
        proxies.addAdvisor(AnnotationAdvisor.of(
                CacheableBatch.class,
                new BatchInterceptor(managers, policies, expressions, interceptor::getErrorHandler)));
        BeanFactoryCacheOperationSourceAdvisor advisor = new BeanFactoryCacheOperationSourceAdvisor();
        advisor.setCacheOperationSource(source);
        advisor.setAdvice(interceptor);
        proxies.addAdvisor(advisor);
        return type.cast(proxies.getProxy(type.getClassLoader()));
    }

    /** Makes Spring's interceptor, which the scan tells where caches come from, as in a context. */
    private CacheInterceptor interceptor(MethodScan scan) {
        CacheInterceptor interceptor = new CacheInterceptor();
        interceptor.setCacheOperationSource(source);
        interceptor.setBeanFactory(beans);
        if (errorHandler != null) {
            interceptor.setErrorHandler(errorHandler);
        }
        Object unused = scan.postProcessAfterInitialization(interceptor, "tarnCacheInterceptor");
        interceptor.afterPropertiesSet();
        interceptor.afterSingletonsInstantiated();
        return interceptor;
    }
}
