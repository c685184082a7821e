package io.crowsnest.shop;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code products}. */
@Repository
class Products {

    private final JdbcClient database;

    Products(JdbcClient database) {
        this.database = database;
    }

    List<Product> all() {
        return database.sql("SELECT * FROM products ORDER BY id")
                .query(Product.class)
                .list();
    }

    Optional<Product> find(long id) {
        return database.sql("SELECT * FROM products WHERE id = ?")
                .param(id)
                .query(Product.class)
                .optional();
    }

    /** Takes goods from the stock; false if there aren't enough. */
    boolean take(long id, int quantity) {
        return database.sql("UPDATE products SET stock = stock - :quantity WHERE id = :id AND stock >= :quantity")
                        .param("id", id)
                        .param("quantity", quantity)
                        .update()
                == 1;
    }

    void putBack(long id, int quantity) {
        database.sql("UPDATE products SET stock = stock + :quantity WHERE id = :id")
                .param("id", id)
                .param("quantity", quantity)
                .update();
    }

    /** Fills up every product that still sells; returns how many were low. */
    int restock(int threshold, int full) {
        return database.sql("UPDATE products SET stock = :full WHERE stock < :threshold AND NOT discontinued")
                .param("threshold", threshold)
                .param("full", full)
                .update();
    }
}
