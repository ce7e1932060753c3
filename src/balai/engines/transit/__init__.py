"""Journeys by public transport as computation: GTFS feeds in, timetables as arrays, whole journeys out.

Nothing here knows a city, a database or a clock. Times are seconds after noon minus twelve hours of the service day
(GTFS Schedule reference, "Time"), so a trip may run at 25:10:00. Compiled by numba at first use and kept on disk;
`balai.engines.transit.warming.compile_all` does that before the first traveller waits.
"""
