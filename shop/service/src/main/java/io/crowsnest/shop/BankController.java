package io.crowsnest.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The other side: a bank that declines some cards and breaks on others. */
@RestController
class BankController {

    private static final Logger log = LoggerFactory.getLogger(BankController.class);

    @PostMapping("/payments")
    void pay(@RequestBody Bank.Payment payment) {
        switch (payment.card()) {
            case "declined" -> throw Refusal.declined("card declined");
            case "broken" -> throw new IllegalStateException("ledger is locked, order " + payment.orderId());
            default -> log.info("{} cents received for order {}", payment.cents(), payment.orderId());
        }
    }
}
