package io.crowsnest.shop;

/** The body of {@code POST /orders}; what is missing in the JSON is empty or 0 here. */
record OrderRequest(String customer, long productId, int quantity, String card) {

    OrderRequest {
        customer = customer == null ? "" : customer;
        card = card == null ? "" : card;
    }
}
