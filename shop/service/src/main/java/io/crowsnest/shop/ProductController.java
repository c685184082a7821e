package io.crowsnest.shop;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /products}. */
@RestController
class ProductController {

    private final Products products;

    ProductController(Products products) {
        this.products = products;
    }

    @GetMapping("/products")
    List<Product> all() {
        return products.all();
    }

    @GetMapping("/products/{id}")
    Product one(@PathVariable long id) {
        return products.find(id).orElseThrow(() -> Refusal.notFound("product"));
    }
}
