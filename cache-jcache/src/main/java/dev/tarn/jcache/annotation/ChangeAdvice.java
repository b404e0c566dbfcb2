package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/** Changes the cache before the method or after it; after it, an exception prevents the change unless the annotation says otherwise. */
final class ChangeAdvice<A extends Annotation> implements Advice {
    private final Site<A> site;
    private final boolean after;
    private final ExceptionRule inSpite;
    private final Change<A> change;

    /** What is done to the cache. */
    interface Change<A extends Annotation> {
        void apply(Site<A> site, Invocation<A> invocation);
    }

    ChangeAdvice(Site<A> site, boolean after, ExceptionRule inSpite, Change<A> change) {
        this.site = site;
        this.after = after;
        this.inSpite = inSpite;
        this.change = change;
    }

    @Override
    public @Nullable Object around(@Nullable Object[] arguments, Work work) throws Throwable {
        Invocation<A> invocation = site.invocation(arguments);
        if (!after) {
            change.apply(site, invocation);
            return work.run();
        }
        Object result;
        try {
            result = work.run();
        } catch (Throwable e) {
            if (inSpite.counts(e)) {
                change.apply(site, invocation);
            }
            throw e;
        }
        change.apply(site, invocation);
        return result;
    }
}
