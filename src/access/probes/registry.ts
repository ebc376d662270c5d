import { json, type Probe } from "./probe.ts";

/** Distribution API: `/v2/` answers 200 to whoever may come in, and the catalogue names every repository. */
export const registryProbe: Probe = {
  product: "registry",
  challenges: [401, 403],
  questions: [
    {
      path: "/v2/_catalog?n=100",
      gives: (answer) => {
        const repositories = json(answer)?.repositories;
        return Array.isArray(repositories)
          ? `the names of ${repositories.length === 100 ? "100 or more" : repositories.length} repositories`
          : undefined;
      },
    },
    {
      path: "/v2/",
      gives: (answer) => (json(answer) !== undefined || answer.trim() === "" ? "the registry's API" : undefined),
    },
  ],
};
