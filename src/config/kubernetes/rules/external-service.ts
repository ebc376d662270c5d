import type { Rule } from "../../../core/rule.ts";
import type { Service } from "../facts.ts";

const example = {
  name: "web",
  namespace: "",
  type: "LoadBalancer",
  selector: { app: "web" },
  ports: [443],
  sourceRanges: [],
  isInternal: false,
  externalAddresses: [],
} as const;

/** Ports behind which hardly anything is meant for the whole world: databases, queues, consoles of clusters. */
const INNER_PORTS = new Set([
  1433, 2375, 2376, 2379, 2380, 3306, 5432, 5672, 5984, 6379, 6443, 8086, 9042, 9092, 9200, 9300, 10250, 11211, 15672,
  26257, 27017, 28015, 50000,
]);

export const externalService: Rule<Service> = {
  id: "config/kubernetes/external-service",
  on: "kubernetes-service",
  title: "Service open to everybody",
  severity: "medium",
  why: "The load balancer has an address of its own and passes on whoever comes, from wherever.",
  fix: "List who may come in `loadBalancerSourceRanges`, or keep the load balancer inside; lead the public through one gateway.",
  standards: ["NSA network separation", "CVE-2020-8554", "MITRE ATT&CK T1133"],
  aliases: ["KSV-0108", "C-0256"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, sourceRanges: ["0.0.0.0/0"] }, verdict: "fail" },
    { given: { ...example, type: "ClusterIP", externalAddresses: ["203.0.113.7"] }, verdict: "fail" },
    { given: { ...example, sourceRanges: ["203.0.113.0/24"] }, verdict: "pass" },
    { given: { ...example, isInternal: true }, verdict: "pass" },
    { given: { ...example, type: "ClusterIP" }, verdict: "pass" },
  ],
  judge: ({ name, type, ports, sourceRanges, isInternal, externalAddresses }) => {
    if (externalAddresses.length > 0) {
      return {
        kind: "fail",
        message: `Service ${name} takes addresses outside the cluster as its own (externalIPs)`,
        cause: "externalIPs",
      };
    }
    const isLimited = sourceRanges.length > 0 && !sourceRanges.some((range) => /^(?:0\.0\.0\.0|::)\/0$/.test(range));
    if (type !== "LoadBalancer" || isInternal || isLimited) return { kind: "pass" };
    const inner = ports.filter((port) => INNER_PORTS.has(port));
    const exposure = { level: "public", because: "its load balancer lets everybody in" } as const;
    const message =
      inner.length > 0
        ? `Service ${name} offers port ${inner.join(", ")} to everybody`
        : `Service ${name} lets everybody in`;
    return {
      kind: "fail",
      severity: inner.length > 0 ? "high" : "medium",
      message,
      cause: "load balancer",
      signals: { exposure },
    };
  },
};
