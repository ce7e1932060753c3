"""Questions to cafein: run where only cafein is installed. Arguments: feed, questions, date."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import zipfile
from pathlib import Path

from cafein import TransportNetwork


def main() -> None:
    feed, questions, date = sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), sys.argv[3]
    begin = time.process_time()
    network = TransportNetwork.from_gtfs(feed, trip_distances=False, leg_geometries=False)
    with zipfile.ZipFile(feed) as archive, archive.open("transfers.txt") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))
        network.set_transfers(
            [
                (row["from_stop_id"], row["to_stop_id"], int(row["min_transfer_time"]), 0.0)
                for row in rows
                if row["from_stop_id"] != row["to_stop_id"]
            ]
        )
    loaded = time.process_time() - begin
    answers, times = [], []
    for origin, destination, start in questions:
        departure = f"{date} {start // 3600:02d}:{start // 60 % 60:02d}:{start % 60:02d}"
        begin = time.process_time()
        journeys = network.route_between_stops(origin, destination, departure, max_rides=8, geometries=False)
        times.append(time.process_time() - begin)
        arrivals = [journey["arrival_s"] for journey in journeys]
        answers.append(min(arrivals) if arrivals else None)
    print(json.dumps({"answers": answers, "times": times, "loaded": loaded}))


if __name__ == "__main__":
    main()
