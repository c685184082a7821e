package io.crowsnest.shop;

/** Something to buy. A discontinued product is not restocked. */
record Product(long id, String name, long priceCents, int stock, boolean discontinued) {}
