CREATE TABLE IF NOT EXISTS seeding (
  id        INT PRIMARY KEY,
  products  INT NOT NULL
);
CREATE TABLE IF NOT EXISTS brands (
  id        INT PRIMARY KEY,
  name      VARCHAR(80) NOT NULL UNIQUE,
  country   CHAR(2) NOT NULL
);
CREATE TABLE IF NOT EXISTS categories (
  id          INT PRIMARY KEY,
  name        VARCHAR(80) NOT NULL,
  department  VARCHAR(80) NOT NULL
);
CREATE TABLE IF NOT EXISTS products (
  id           BIGINT PRIMARY KEY,
  sku          VARCHAR(20) NOT NULL,
  name         VARCHAR(120) NOT NULL,
  description  VARCHAR(400) NOT NULL,
  brand_id     INT NOT NULL REFERENCES brands (id),
  category_id  INT NOT NULL REFERENCES categories (id),
  revision     BIGINT NOT NULL,
  changed_at   TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE TABLE IF NOT EXISTS prices (
  product_id  BIGINT PRIMARY KEY REFERENCES products (id),
  cents       BIGINT NOT NULL CHECK (cents >= 0),
  currency    CHAR(3) NOT NULL
);
CREATE TABLE IF NOT EXISTS stock (
  product_id  BIGINT PRIMARY KEY REFERENCES products (id),
  quantity    INT NOT NULL CHECK (quantity >= 0)
);
MERGE INTO seeding KEY (id) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM seeding WHERE id = 1);
