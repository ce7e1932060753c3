"""Writes of the mobility app: each one verb."""
