INSERT INTO products (id, name, price_cents, stock, discontinued) VALUES
    (1, 'Spyglass', 8900, 50, FALSE),
    (2, 'Compass', 3450, 50, FALSE),
    (3, 'Sea chart', 1200, 50, FALSE),
    (4, 'Signal lamp', 5600, 50, FALSE),
    (5, 'Rope, 20 m', 1999, 50, FALSE),
    (6, 'Ship''s biscuit', 250, 50, FALSE),
    (7, 'Figurehead', 120000, 0, TRUE)
ON CONFLICT DO NOTHING;
