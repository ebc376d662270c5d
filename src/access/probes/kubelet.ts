import { json, type Probe } from "./probe.ts";

/** The kubelet's own API; whoever reads the pods may on many versions run commands in them. */
export const kubeletProbe: Probe = {
  product: "kubelet",
  challenges: [401, 403],
  questions: [
    {
      path: "/pods",
      gives: (answer) => {
        const items = json(answer)?.items;
        return json(answer)?.kind === "PodList"
          ? `the node's ${Array.isArray(items) ? items.length : 0} pods with their environment`
          : undefined;
      },
    },
  ],
};
