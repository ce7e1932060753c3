"""Fares: one tariff automaton that prices plans, settles taps, explains each rupiah and tries a tariff out.

Pure values: no clock, no database. `reading` makes a `Tariff` from a file, `pricing.price` a bill from rides,
`settling.settle` one from taps, `automaton.Automaton` serves a route search, `bulk` and `trying` whole cities.
"""
