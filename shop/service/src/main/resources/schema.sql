CREATE TABLE IF NOT EXISTS products (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    price_cents BIGINT NOT NULL CHECK (price_cents > 0),
    stock INT NOT NULL CHECK (stock >= 0),
    discontinued BOOLEAN NOT NULL
);

CREATE TABLE IF NOT EXISTS orders (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer TEXT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products,
    quantity INT NOT NULL CHECK (quantity > 0),
    total_cents BIGINT NOT NULL,
    status TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer);
