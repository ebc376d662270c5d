import { configOfPrometheus } from "../../connect/probe/questions.ts";
import type { Probe } from "./probe.ts";

export const prometheusProbe: Probe = {
  product: "prometheus",
  challenges: [301, 302, 303, 307, 401, 403],
  questions: [configOfPrometheus],
};
