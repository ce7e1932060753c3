"""Figures that cities compare: defined, computed, published, signed, and recomputed by anyone."""
