"""Questions to nigiri by pynigiri: run where only pynigiri is installed. Arguments: feed, questions, date."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pynigiri


def main() -> None:
    feed, questions, date = sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), sys.argv[3]
    begin = time.process_time()
    source = pynigiri.TimetableSource("day", feed)
    source.loader_config.link_stop_distance = 0
    options = pynigiri.FinalizeOptions()
    options.adjust_footpaths = False
    midnight = datetime.fromisoformat(date).replace(tzinfo=UTC)
    until = (midnight + timedelta(days=2)).date().isoformat()
    silent = os.dup(1)
    os.dup2(2, 1)  # the library writes its progress where the answer goes
    timetable = pynigiri.load_timetable([source], date, until, options)
    os.dup2(silent, 1)
    loaded = time.process_time() - begin
    offset = int(midnight.timestamp()) // 60
    answers, times = [], []
    for origin, destination, start in questions:
        query = pynigiri.Query()
        query.start_time = offset + -(-start // 60)
        query.start = [pynigiri.Offset(timetable.find_location(origin), 0, 0)]
        query.destination = [pynigiri.Offset(timetable.find_location(destination), 0, 0)]
        query.start_match_mode = query.dest_match_mode = pynigiri.LocationMatchMode.EXACT
        query.use_start_footpaths = True
        query.max_transfers = 7
        query.max_travel_time = 12 * 60
        begin = time.process_time()
        journeys = pynigiri.route(timetable, query)
        times.append(time.process_time() - begin)
        arrivals = [journey.arrival_time() - offset for journey in journeys]
        answers.append(min(arrivals) * 60 if arrivals else None)
    print(json.dumps({"answers": answers, "times": times, "loaded": loaded}))


if __name__ == "__main__":
    main()
