package io.crowsnest.shop;

/** What a customer bought; {@code status} is {@code PLACED}, {@code PAID}, {@code DECLINED} or {@code FAILED}. */
record Order(long id, String customer, long productId, int quantity, long totalCents, String status) {}
