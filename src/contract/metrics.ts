import * as z from "zod";
import { endpoint } from "./endpoint.ts";

export const readMetrics = endpoint({
  id: "readMetrics",
  method: "GET",
  path: "/metrics",
  summary: "What the hub does and holds, in the text form of Prometheus",
  action: "metrics.read",
  answer: z.string(),
  contentType: "text/plain; version=0.0.4; charset=utf-8",
});
