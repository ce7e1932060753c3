"""Reads of the supervisor's room."""
