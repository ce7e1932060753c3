"""The files and columns of GTFS Schedule that journeys need, and the kind of each column.

Source: GTFS Schedule reference, revised 2026-04-27 (github.com/google/transit). A trailing `!` means required.
"""

from __future__ import annotations

COLUMNS: dict[str, dict[str, str]] = {
    "agency": {"agency_id": "id", "agency_name": "text!", "agency_url": "text!", "agency_timezone": "text!"},
    "stops": {
        "stop_id": "id!",
        "stop_code": "text",
        "stop_name": "text",
        "stop_lat": "latitude",
        "stop_lon": "longitude",
        "zone_id": "id",
        "location_type": "enum4",
        "parent_station": "id",
        "wheelchair_boarding": "enum2",
        "level_id": "id",
        "platform_code": "text",
    },
    "routes": {
        "route_id": "id!",
        "agency_id": "id",
        "route_short_name": "text",
        "route_long_name": "text",
        "route_desc": "text",
        "route_type": "integer!",
        "route_color": "color",
        "route_text_color": "color",
        "network_id": "id",
    },
    "trips": {
        "route_id": "id!",
        "service_id": "id!",
        "trip_id": "id!",
        "trip_headsign": "text",
        "trip_short_name": "text",
        "direction_id": "enum1",
        "block_id": "id",
        "shape_id": "id",
        "wheelchair_accessible": "enum2",
        "bikes_allowed": "enum2",
    },
    "stop_times": {
        "trip_id": "id!",
        "arrival_time": "time",
        "departure_time": "time",
        "stop_id": "id!",
        "stop_sequence": "integer!",
        "stop_headsign": "text",
        "pickup_type": "enum3",
        "drop_off_type": "enum3",
        "shape_dist_traveled": "float",
    },
    "calendar": {
        "service_id": "id!",
        "monday": "enum1!",
        "tuesday": "enum1!",
        "wednesday": "enum1!",
        "thursday": "enum1!",
        "friday": "enum1!",
        "saturday": "enum1!",
        "sunday": "enum1!",
        "start_date": "date!",
        "end_date": "date!",
    },
    "calendar_dates": {"service_id": "id!", "date": "date!", "exception_type": "integer!"},
    "frequencies": {
        "trip_id": "id!",
        "start_time": "time!",
        "end_time": "time!",
        "headway_secs": "integer!",
        "exact_times": "enum1",
    },
    "transfers": {
        "from_stop_id": "id",
        "to_stop_id": "id",
        "from_route_id": "id",
        "to_route_id": "id",
        "from_trip_id": "id",
        "to_trip_id": "id",
        "transfer_type": "enum5",
        "min_transfer_time": "integer",
    },
    "pathways": {
        "pathway_id": "id!",
        "from_stop_id": "id!",
        "to_stop_id": "id!",
        "pathway_mode": "integer!",
        "is_bidirectional": "enum1!",
        "length": "float",
        "traversal_time": "integer",
        "stair_count": "signed",
    },
}
KEYS: dict[str, tuple[str, ...]] = {
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("trip_id",),
    "stop_times": ("trip_id", "stop_sequence"),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id", "date"),
    "frequencies": ("trip_id", "start_time"),
    "pathways": ("pathway_id",),
}
REQUIRED = ("agency", "stops", "routes", "trips", "stop_times")
"""Without the last four nothing can be planned; calendars may come from a headway file."""
OTHERS = frozenset(
    {
        "shapes", "feed_info", "attributions", "translations", "levels", "areas", "stop_areas", "networks",
        "route_networks", "timeframes", "rider_categories", "fare_media", "fare_products", "fare_leg_rules",
        "fare_leg_join_rules", "fare_transfer_rules", "fare_attributes", "fare_rules", "location_groups",
        "location_group_stops", "booking_rules",
    }
)  # fmt: skip
"""Files of GTFS that journeys do not need; the fares engine reads its own."""
