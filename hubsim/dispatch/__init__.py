"""Operation of the hub: alone and together."""
