"""Low-voltage networks: one file per source, each giving the same `Network`."""
