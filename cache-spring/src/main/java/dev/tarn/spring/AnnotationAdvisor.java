package dev.tarn.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.aopalliance.aop.Advice;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Makes advisors for annotated methods, outside those of transactions and of Spring's own cache annotations. */
final class AnnotationAdvisor {
    private AnnotationAdvisor() {}

    static Advisor of(Class<? extends Annotation> annotation, Advice advice) {
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(new Annotated(annotation), advice);
        advisor.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
        return advisor;
    }

    /** Matches methods with an annotation, their own or one that they inherit. */
    private static final class Annotated extends StaticMethodMatcherPointcut {
        private final Class<? extends Annotation> annotation;

        Annotated(Class<? extends Annotation> annotation) {
            this.annotation = annotation;
            setClassFilter(type -> AnnotationUtils.isCandidateClass(type, annotation));
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return AnnotatedElementUtils.hasAnnotation(AopUtils.getMostSpecificMethod(method, targetClass), annotation);
        }
    }
}
