"""Weather of a scenario: a synthetic Dutch year or a file, on the horizon's clock."""
