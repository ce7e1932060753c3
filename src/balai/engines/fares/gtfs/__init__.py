"""GTFS-Fares v2: read and judged, priced, and written from a tariff file as far as the format goes."""
