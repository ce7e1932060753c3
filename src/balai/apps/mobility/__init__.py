"""Journeys and fares: planning with prices, tariffs put in force, taps, bills and what operators are owed."""
