package io.crowsnest.shop;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code orders}. */
@Repository
class Orders {

    private static final int MOST_RECENT = 20;

    private final JdbcClient database;

    Orders(JdbcClient database) {
        this.database = database;
    }

    long add(String customer, long productId, int quantity, long totalCents) {
        return database.sql("""
                        INSERT INTO orders (customer, product_id, quantity, total_cents, status)
                        VALUES (:customer, :productId, :quantity, :totalCents, 'PLACED')
                        RETURNING id
                        """)
                .param("customer", customer)
                .param("productId", productId)
                .param("quantity", quantity)
                .param("totalCents", totalCents)
                .query(Long.class)
                .single();
    }

    void setStatus(long id, String status) {
        database.sql("UPDATE orders SET status = :status WHERE id = :id")
                .param("id", id)
                .param("status", status)
                .update();
    }

    Optional<Order> find(long id) {
        return database.sql("SELECT * FROM orders WHERE id = ?")
                .param(id)
                .query(Order.class)
                .optional();
    }

    List<Order> of(String customer) {
        return database.sql("SELECT * FROM orders WHERE customer = ? ORDER BY id DESC LIMIT ?")
                .params(customer, MOST_RECENT)
                .query(Order.class)
                .list();
    }
}
