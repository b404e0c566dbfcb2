package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** Parses expressions on methods and evaluates them, with the names that Spring's cache annotations know. Thread-safe. */
final class Expressions {
    private final ExpressionParser parser = new SpelExpressionParser();
    private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
    private final BeanFactory beans;

    Expressions(BeanFactory beans) {
        this.beans = beans;
    }

    /** What {@code #root} is. */
    static final class Root {
        private final Method method;
        private final Object target;
        private final @Nullable Object[] args;

        Root(Method method, Object target, @Nullable Object[] args) {
            this.method = method;
            this.target = target;
            this.args = args;
        }

        /** Returns the method. */
        public Method getMethod() {
            return method;
        }

        /** Returns the object that is called. */
        public Object getTarget() {
            return target;
        }

        /** Returns the arguments. */
        public @Nullable Object[] getArgs() {
            return args;
        }

        /** Returns the name of the method. */
        public String getMethodName() {
            return method.getName();
        }
    }

    /**
     * Parses an expression.
     *
     * @throws org.springframework.expression.ParseException if it is none
     */
    Expression parse(String text) {
        return parser.parseExpression(text);
    }

    @Nullable
    String @Nullable [] parameterNames(Method method) {
        return names.getParameterNames(method);
    }

    /** Returns what expressions on one call are evaluated in. */
    EvaluationContext context(Root root, Map<String, ? extends @Nullable Object> variables) {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(root, root.method, root.args, names);
        context.setBeanResolver(new BeanFactoryResolver(beans));
        variables.forEach(context::setVariable);
        return context;
    }

    /** Evaluates expressions that give texts, or collections of texts. */
    static List<String> texts(List<Expression> expressions, EvaluationContext context) {
        List<String> texts = new ArrayList<>();
        for (Expression expression : expressions) {
            Object value = expression.getValue(context);
            if (value instanceof Iterable<?> several) {
                several.forEach(one -> texts.add(String.valueOf(one)));
            } else if (value != null) {
                texts.add(value.toString());
            }
        }
        return texts;
    }
}
