package dev.tarn.demo.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.tarn.demo.catalogue.Catalogue;
import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.spi.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The application: the starter on the class path and {@code @EnableCaching} are all that Tarn needs. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableCaching
class SpringShop {
    @Bean
    HikariDataSource database(CatalogueFile file) {
        return file.open();
    }

    @Bean
    DatabaseMeter databaseMeter() {
        return new DatabaseMeter();
    }

    @Bean
    Catalogue catalogue(DataSource database, DatabaseMeter meter) {
        return new Catalogue(new TransactionAwareDataSourceProxy(database), Clock.system(), meter);
    }
}
