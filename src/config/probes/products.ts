import { type Body, beginsWith, json, type Question } from "../../connect/probe/ask.ts";
import { catalogOfRegistry, configOfPrometheus, podsOfKubelet, rootOfRegistry } from "../../connect/probe/questions.ts";
import type { ProbedProduct } from "./facts.ts";

/** How a product is known and what it is asked. */
export interface ProbedKind {
  readonly product: ProbedProduct;
  /** Asked first: whether it is this product at all. Its answer alone gives nothing away. */
  readonly known: { readonly path: string; isIts(status: number, body: Body): boolean };
  /** GET requests alone. */
  readonly questions: readonly Question[];
  /** Where the answer to the first question names the version. */
  readonly versionKey?: string;
}

const isChallenge = (status: number) => status === 401 || status === 403;

/** A list whose objects are counted and not kept. */
function listOf(path: string, kind: string, what: string): Question {
  return { path, gives: (answer) => (beginsWith(answer, "kind", kind) ? what : undefined) };
}

function metricsOf(path: string, mark: RegExp, what: string): Question {
  return { path, gives: ({ text }) => (mark.test(text.slice(0, 64 * 1024)) ? what : undefined) };
}

const kubelet: ProbedKind = {
  product: "kubelet",
  known: {
    path: "/pods",
    isIts: (status, body) => (status === 200 ? beginsWith(body, "kind", "PodList") : isChallenge(status)),
  },
  questions: [
    podsOfKubelet,
    listOf("/runningpods/", "PodList", "the pods that run"),
    {
      path: "/configz",
      gives: (answer) => (json(answer)?.["kubeletconfig"] === undefined ? undefined : "its settings"),
    },
    metricsOf("/metrics/cadvisor", /^# HELP (?:cadvisor|container)_/m, "what every container uses"),
  ],
};

const apiServer: ProbedKind = {
  product: "API server",
  versionKey: "gitVersion",
  known: {
    path: "/version",
    isIts: (status, body) => (status === 200 ? json(body)?.["gitVersion"] !== undefined : isChallenge(status)),
  },
  questions: [
    listOf("/api/v1/namespaces?limit=1", "NamespaceList", "every namespace"),
    listOf("/api/v1/pods?limit=1", "PodList", "every pod"),
    listOf("/api/v1/secrets?limit=1", "SecretList", "every secret"),
    listOf("/api", "APIVersions", "what it can do"),
  ],
};

const etcd: ProbedKind = {
  product: "etcd",
  versionKey: "etcdserver",
  known: { path: "/version", isIts: (status, body) => status === 200 && json(body)?.["etcdserver"] !== undefined },
  questions: [
    {
      path: "/version",
      gives: (answer) =>
        json(answer)?.["etcdserver"] === undefined ? undefined : "its door to clients without any certificate",
    },
    {
      path: "/v2/keys/",
      gives: (answer) => (json(answer)?.["node"] === undefined ? undefined : "the keys of version 2"),
    },
  ],
};

const containerDaemon: ProbedKind = {
  product: "container daemon",
  versionKey: "Version",
  known: {
    path: "/version",
    isIts: (status, body) => status === 200 && json(body)?.["ApiVersion"] !== undefined,
  },
  questions: [
    {
      path: "/version",
      gives: (answer) =>
        json(answer)?.["ApiVersion"] === undefined
          ? undefined
          : "containers that it starts, as root, with any folder in them",
    },
  ],
};

const registry: ProbedKind = {
  product: "registry",
  known: {
    path: "/v2/",
    isIts: (status, { text }) => (status === 200 ? /^\s*(?:\{\s*\})?\s*$/.test(text.slice(0, 1_000)) : status === 401),
  },
  questions: [catalogOfRegistry, rootOfRegistry],
};

const dashboard: ProbedKind = {
  product: "dashboard",
  known: { path: "/", isIts: (status, { text }) => status === 200 && text.includes("<title>Kubernetes Dashboard") },
  questions: [
    {
      path: "/api/v1/login/skippable",
      gives: (answer) => (json(answer)?.["skippable"] === true ? "its pages to whoever skips the login" : undefined),
    },
  ],
};

const prometheus: ProbedKind = {
  product: "Prometheus",
  known: { path: "/-/healthy", isIts: (status, { text }) => status === 200 && /Prometheus/.test(text.slice(0, 200)) },
  questions: [configOfPrometheus],
};

const cadvisor: ProbedKind = {
  product: "metrics",
  known: {
    path: "/api/v1.3/machine",
    isIts: (status, body) => status === 200 && json(body)?.["num_cores"] !== undefined,
  },
  questions: [
    {
      path: "/api/v1.3/machine",
      gives: (answer) =>
        json(answer)?.["num_cores"] === undefined ? undefined : "what cAdvisor knows of the machine and its containers",
    },
  ],
};

/** kube-proxy, the controller manager, the scheduler and etcd's own door for metrics. */
const metrics: ProbedKind = {
  product: "metrics",
  known: {
    path: "/metrics",
    isIts: (status, { text }) =>
      status === 200 ? /^# (?:HELP|TYPE) /m.test(text.slice(0, 8_192)) : isChallenge(status),
  },
  questions: [metricsOf("/metrics", /^# (?:HELP|TYPE) /m, "its metrics")],
};

/** The ports at which a cluster's components listen by default, how they are spoken to there, and what may stand there. */
export const WELL_KNOWN: readonly {
  readonly port: number;
  readonly schemes: readonly ("http" | "https")[];
  readonly kinds: readonly ProbedKind[];
}[] = [
  { port: 10_250, schemes: ["https"], kinds: [kubelet] },
  { port: 10_255, schemes: ["http"], kinds: [kubelet] },
  { port: 6443, schemes: ["https"], kinds: [apiServer] },
  { port: 8443, schemes: ["https"], kinds: [dashboard, apiServer] },
  { port: 443, schemes: ["https"], kinds: [dashboard, apiServer] },
  { port: 8080, schemes: ["http"], kinds: [apiServer, cadvisor] },
  { port: 8001, schemes: ["http"], kinds: [apiServer] },
  { port: 2379, schemes: ["https", "http"], kinds: [etcd] },
  { port: 2381, schemes: ["http"], kinds: [metrics] },
  { port: 2375, schemes: ["http"], kinds: [containerDaemon] },
  { port: 2376, schemes: ["https"], kinds: [containerDaemon] },
  { port: 5000, schemes: ["https", "http"], kinds: [registry] },
  { port: 4194, schemes: ["http"], kinds: [cadvisor] },
  { port: 9090, schemes: ["https", "http"], kinds: [prometheus, dashboard] },
  { port: 10_249, schemes: ["http"], kinds: [metrics] },
  { port: 10_257, schemes: ["https"], kinds: [metrics] },
  { port: 10_259, schemes: ["https"], kinds: [metrics] },
];

/** What may stand at a port that somebody names, those first that are told apart by what they say. */
export const ANY_KIND: readonly ProbedKind[] = [
  containerDaemon,
  etcd,
  apiServer,
  registry,
  dashboard,
  prometheus,
  cadvisor,
  kubelet,
  metrics,
];
