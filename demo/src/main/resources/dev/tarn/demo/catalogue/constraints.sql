ALTER TABLE products ADD FOREIGN KEY (brand_id) REFERENCES brands (id);
ALTER TABLE products ADD FOREIGN KEY (category_id) REFERENCES categories (id);
ALTER TABLE offers ADD FOREIGN KEY (product_id) REFERENCES products (id);
