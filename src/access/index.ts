import type { Analyzer } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import type { BoundSubject, RoleRule } from "./facts.ts";
import { kubernetesGrants } from "./grants/kubernetes-reader.ts";
import { probeEndpoints } from "./probes/index.ts";
import { anonymousBinding } from "./rules/anonymous-binding.ts";
import { clusterAdminBinding } from "./rules/cluster-admin-binding.ts";
import { openEndpoint } from "./rules/open-endpoint.ts";
import { wildcardRole } from "./rules/wildcard-role.ts";

const grantRules = [clusterAdminBinding, anonymousBinding, wildcardRole] as const;

/** Who may do what, and which component asks nobody who he is. */
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
  {
    id: "access/grants",
    room: "access",
    readers: [kubernetesGrants],
    rules: grantRules,
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: ({ facts }) => {
      const grants = [...facts.of<RoleRule>("role-rule"), ...facts.of<BoundSubject>("bound-subject")];
      const { findings, gaps } = judgeFacts("access", grantRules, grants);
      return { findings, gaps, examined: { grants: grants.length } };
    },
  },
];
