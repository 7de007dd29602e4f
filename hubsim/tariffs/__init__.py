"""Energy tariffs: one file a form of price."""
