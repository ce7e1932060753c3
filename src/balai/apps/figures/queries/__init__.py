"""The reads of this app."""
