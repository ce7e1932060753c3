"""Places as computation: which area a point lies in, how far things are, and boundaries made sound.

A point is (longitude, latitude) in degrees on WGS 84, as in GeoJSON (RFC 7946). Nothing here knows a city,
a database or a clock. Boundaries that cross the 180th meridian must be cut there, as RFC 7946 asks.
"""
