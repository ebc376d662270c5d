import { beginsWith, json, type Question } from "./ask.ts";

/** The kubelet's own API; whoever reads the pods may on many versions run commands in them. */
export const podsOfKubelet: Question = {
  path: "/pods",
  gives: (answer) => {
    if (!beginsWith(answer, "kind", "PodList")) return undefined;
    const items = json(answer)?.["items"];
    return `the node's ${Array.isArray(items) ? items.length : "many"} pods with their environment`;
  },
};

/** Distribution API: the catalogue names every repository. */
export const catalogOfRegistry: Question = {
  path: "/v2/_catalog?n=100",
  gives: (answer) => {
    const repositories = json(answer)?.["repositories"];
    if (!Array.isArray(repositories)) return undefined;
    return `the names of ${repositories.length === 100 ? "100 or more" : repositories.length} repositories`;
  },
};

/** Distribution API: `/v2/` answers 200 to whoever may come in. */
export const rootOfRegistry: Question = {
  path: "/v2/",
  gives: (answer) => (json(answer) !== undefined || answer.text.trim() === "" ? "the registry's API" : undefined),
};

/** Prometheus has no login of its own: its configuration names targets and may hold their credentials. */
export const configOfPrometheus: Question = {
  path: "/api/v1/status/config",
  gives: (answer) => (beginsWith(answer, "status", "success") ? "its configuration with every target" : undefined),
};
