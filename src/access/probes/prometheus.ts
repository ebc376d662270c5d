import { json, type Probe } from "./probe.ts";

/** Prometheus has no login of its own: its configuration names targets and may hold their credentials. */
export const prometheusProbe: Probe = {
  product: "prometheus",
  challenges: [301, 302, 303, 307, 401, 403],
  questions: [
    {
      path: "/api/v1/status/config",
      gives: (answer) => (json(answer)?.status === "success" ? "its configuration with every target" : undefined),
    },
  ],
};
