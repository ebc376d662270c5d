import { readMetrics } from "../../contract/metrics.ts";
import { type Route, route } from "../http/route.ts";

export const METRICS_ROUTES: readonly Route[] = [
  route(readMetrics, async (_, { meter, database, freshness, now }) => await meter.read(database, freshness(now()))),
];
