"""Types that stages exchange: frozen, strict about unknown keys, stored as JSON."""
