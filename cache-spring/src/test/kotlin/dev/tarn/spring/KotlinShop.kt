package dev.tarn.spring

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.springframework.cache.annotation.CacheEvict
import org.springframework.cache.annotation.Cacheable

/** What is sold. */
data class Priced(val id: Long, val cents: Long)

/** What a user of coroutines writes. */
open class KotlinShop {
    private val counted = AtomicInteger()

    /** Returns how often the functions were called. */
    open fun calls(): Int = counted.get()

    @Cacheable("suspended")
    @CachePolicy(tags = ["'price:' + #result.cents"])
    open suspend fun find(id: Long): Priced? {
        counted.incrementAndGet()
        yield()
        return if (id < 0) null else Priced(id, id * 100)
    }

    @Cacheable(cacheNames = ["suspendedOnce"], sync = true)
    open suspend fun findOnce(id: Long): Priced {
        counted.incrementAndGet()
        yield()
        check(id >= 0) { "no product $id" }
        return Priced(id, id * 100)
    }

    @Cacheable("flows")
    open fun findAll(cents: Long): Flow<Priced> = flow {
        counted.incrementAndGet()
        emit(Priced(1, cents))
        yield()
        emit(Priced(2, cents))
    }

    @CacheEvict("suspended")
    open suspend fun delete(id: Long) {
        yield()
    }

    @CacheEvictTag(cacheNames = ["suspended"], tags = ["'price:' + #cents"])
    open suspend fun reprice(cents: Long, fails: Boolean) {
        yield()
        check(!fails) { "not repriced" }
    }
}

/** Calls from Java, which waits. */
class BlockingShop(private val shop: KotlinShop) {
    fun find(id: Long): Priced? = runBlocking { shop.find(id) }

    fun findOnce(id: Long): Priced = runBlocking { shop.findOnce(id) }

    fun findAll(cents: Long): List<Priced> = runBlocking { shop.findAll(cents).toList() }

    fun delete(id: Long) = runBlocking { shop.delete(id) }

    fun reprice(cents: Long, fails: Boolean) = runBlocking { shop.reprice(cents, fails) }
}
