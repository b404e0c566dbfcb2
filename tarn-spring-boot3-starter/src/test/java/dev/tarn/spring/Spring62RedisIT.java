package dev.tarn.spring;

/** The suite of Spring's semantics on Spring 6.2, with Redis below. */
class Spring62RedisIT extends RedisSpringIT {}
