// Questions to raptor-journey-planner: run where npm installed it. Arguments: folder of node_modules, feed as JSON,
// questions. Its own reader of GTFS never ends, so the trips are handed over as it holds them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, feed, asked, day] = process.argv.slice(2);
const { GroupStationDepartAfterQuery, JourneyFactory, RaptorAlgorithmFactory } = createRequire(`${folder}/`)("raptor-journey-planner");

const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
};
let begin = spent();
const { patterns, trips: runs, transfers: walks, change } = JSON.parse(readFileSync(feed, "utf8"));
const service = { runsOn: () => true };
const trips = runs.map(([pattern, times], number) => ({
    tripId: `t${number}`,
    service,
    stopTimes: patterns[pattern].map(([stop, flags], call) => ({
        stop: `S${stop}`,
        arrivalTime: times[2 * call],
        departureTime: times[2 * call + 1],
        pickUp: (flags & 1) > 0,
        dropOff: (flags & 2) > 0,
    })),
}));
const transfers = {};
const interchange = {};
for (const [from, to, duration] of walks) {
    const walk = { origin: `S${from}`, destination: `S${to}`, duration, startTime: 0, endTime: Number.MAX_SAFE_INTEGER };
    (transfers[walk.origin] ??= []).push(walk);
}
for (const pattern of patterns) for (const [stop] of pattern) interchange[`S${stop}`] = change;
const query = new GroupStationDepartAfterQuery(RaptorAlgorithmFactory.create(trips, transfers, interchange), new JourneyFactory(), 1);
const loaded = spent() - begin;
const answers = [];
const times = [];
for (const [origin, destination, start] of JSON.parse(readFileSync(asked, "utf8"))) {
    begin = spent();
    const journeys = query.plan([origin], [destination], new Date(day), start);
    times.push(spent() - begin);
    answers.push(journeys.length ? Math.min(...journeys.map((journey) => journey.arrivalTime)) : null);
}
process.stdout.write(JSON.stringify({ answers, times, loaded }));
