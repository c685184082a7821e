package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlSubjectTest {

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM orders                                   | SELECT   | orders
            select o.id from shop.Orders o where o.id = 7          | SELECT   | shop.orders
            SELECT * FROM "Orders" WHERE a = 1                     | SELECT   | orders
            SELECT * FROM `orders`                                 | SELECT   | orders
            SELECT 1                                               | SELECT   | none
            SELECT * FROM (SELECT * FROM orders) x                 | SELECT   | none
            SELECT extract(year from day) FROM orders              | SELECT   | orders
            SELECT 'from secret' FROM orders                       | SELECT   | orders
            SELECT 'it''s from secret' FROM orders                 | SELECT   | orders
            SELECT 'it\\'s from secret', x FROM orders             | SELECT   | none
            SELECT $$ from secret $$ FROM orders                   | SELECT   | none
            SELECT $a$ from secret $a$ FROM orders                 | SELECT   | none
            SELECT $1 FROM orders                                  | SELECT   | orders
            SELECT * FROM 'secret'                                 | SELECT   | none
            SELECT * FROM "a secret"                               | SELECT   | none
            SELECT * FROM 42                                       | SELECT   | none
            SELECT * FROM                                          | SELECT   | none
            /* from secret */ SELECT 1 FROM orders -- from x       | SELECT   | orders
            /* never closed SELECT 1 FROM orders                   | other    | none
            INSERT INTO orders (id) VALUES (1)                     | INSERT   | orders
            insert into orders select * from old                   | INSERT   | orders
            UPDATE orders SET a = 1                                | UPDATE   | orders
            DELETE FROM orders WHERE id = 1                        | DELETE   | orders
            MERGE INTO orders USING x ON 1 = 1                     | MERGE    | orders
            WITH x AS (SELECT * FROM orders) SELECT * FROM x       | WITH     | orders
            CREATE TABLE orders (id INT)                           | CREATE   | none
            CALL total(1)                                          | CALL     | none
            COMMIT                                                 | COMMIT   | none
            secret                                                 | other    | none
            ~~                                                     | other    | none
            'secret                                                | other    | none
            """)
    void operation_and_first_table_and_nothing_else(String sql, String operation, String collection) {
        SqlStatement statement = read(sql);

        assertThat(statement.operation()).isEqualTo(operation);
        assertThat(statement.collection()).isEqualTo(collection);
    }

    @Test
    void a_name_of_more_than_64_characters_is_none() {
        assertThat(read("SELECT * FROM " + "x".repeat(65)).collection()).isEqualTo("none");
    }

    @Test
    void a_statement_without_end_is_searched_for_a_table_only_at_its_beginning() {
        assertThat(read("SELECT " + "a, ".repeat(5000) + " FROM orders").collection())
                .isEqualTo("none");
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            (SELECT * FROM orders) UNION (SELECT * FROM old)       | SELECT   | orders
            {? = call total(?)}                                    | CALL     | none
            REPLACE INTO orders VALUES (1)                         | REPLACE  | orders
            UPDATE ONLY orders SET a = 1                           | UPDATE   | orders
            UPDATE "shop"."Orders" SET a = 1                       | UPDATE   | shop.orders
            SELECT * FROM shop . orders                            | SELECT   | shop.orders
            SELECT * FROM "shop"."a secret"                        | SELECT   | none
            SELECT * FROM shop.                                    | SELECT   | none
            SELECT * FROM ?                                        | SELECT   | none
            SELECT * FROM orders WHERE a = 'never closed           | SELECT   | orders
            42 SELECT * FROM orders                                | other    | none
            """)
    void also_with_what_comes_before_or_is_joined(String sql, String operation, String collection) {
        operation_and_first_table_and_nothing_else(sql, operation, collection);
    }

    private static SqlStatement read(String sql) {
        return SqlNormaliser.read(sql, SqlDialect.UNKNOWN);
    }
}
