package io.crowsnest.shop;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /orders}. */
@RestController
class OrderController {

    private final Checkout checkout;
    private final Orders orders;

    OrderController(Checkout checkout, Orders orders) {
        this.checkout = checkout;
        this.orders = orders;
    }

    @PostMapping("/orders")
    @ResponseStatus(HttpStatus.CREATED)
    Order place(@RequestBody OrderRequest request) {
        return checkout.place(request);
    }

    @GetMapping("/orders/{id}")
    Order one(@PathVariable long id) {
        return orders.find(id).orElseThrow(() -> Refusal.notFound("order"));
    }

    @GetMapping("/orders")
    List<Order> of(@RequestParam String customer) {
        return orders.of(customer);
    }
}
