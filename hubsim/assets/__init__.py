"""Assets: one file a kind, with its schema, its behaviour alone and its optimiser block."""
