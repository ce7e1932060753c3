"""Reads of journeys, taps and tariffs."""
