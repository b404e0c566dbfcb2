CREATE TABLE brands (
  id        INT PRIMARY KEY,
  name      VARCHAR(80) NOT NULL,
  country   CHAR(2) NOT NULL
);
CREATE TABLE categories (
  id          INT PRIMARY KEY,
  name        VARCHAR(80) NOT NULL,
  department  VARCHAR(80) NOT NULL
);
CREATE TABLE products (
  id           BIGINT PRIMARY KEY,
  sku          VARCHAR(20) NOT NULL,
  name         VARCHAR(120) NOT NULL,
  description  VARCHAR(400) NOT NULL,
  brand_id     INT NOT NULL,
  category_id  INT NOT NULL,
  revision     BIGINT NOT NULL,
  changed_at   TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE TABLE offers (
  product_id  BIGINT PRIMARY KEY,
  cents       BIGINT NOT NULL CHECK (cents >= 0),
  currency    CHAR(3) NOT NULL,
  stock       INT NOT NULL CHECK (stock >= 0)
);
