import type { Analyzer } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import { probeEndpoints } from "./probes/index.ts";
import { openEndpoint } from "./rules/open-endpoint.ts";

/** Which component of the pipeline asks nobody who he is. */
export const access: readonly Analyzer[] = [
  {
    id: "access/endpoints",
    room: "access",
    readers: [],
    rules: [openEndpoint],
    applies: () => true,
    analyze: async ({ configuration, network }) => {
      const { endpoints } = configuration;
      if (endpoints.length === 0) return { findings: [], status: "notApplicable" };
      const examined = { endpoints: endpoints.length };
      if (network.offline) {
        const gaps = endpoints.map(({ name }) => ({ where: name, reason: "not asked: the run is offline" }));
        return { findings: [], status: "unobservable", examined, gaps };
      }
      const { findings, gaps } = judgeFacts("access", [openEndpoint], await probeEndpoints(endpoints, network));
      return { findings, gaps, examined };
    },
  },
];
