package io.crowsnest.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Why the shop says no to a request. */
final class Refusal {

    private Refusal() {}

    static ResponseStatusException notFound(String what) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, what + " not found");
    }

    static ResponseStatusException unprocessable(String why) {
        return new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, why);
    }

    static ResponseStatusException outOfStock(Product product) {
        return new ResponseStatusException(HttpStatus.CONFLICT, product.name() + " is out of stock");
    }

    static ResponseStatusException declined(String why) {
        return new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED, why);
    }

    static ResponseStatusException bankFailed(Exception cause) {
        return new ResponseStatusException(HttpStatus.BAD_GATEWAY, "the bank doesn't answer", cause);
    }
}
