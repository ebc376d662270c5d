import { json } from "../../connect/probe/ask.ts";
import type { Probe } from "./probe.ts";

/** Vault and OpenBao answer their health to everybody; what matters is whether anything behind it asks for a token. */
export const vaultProbe: Probe = {
  product: "vault",
  challenges: [400, 401, 403, 503],
  questions: [
    {
      path: "/v1/sys/init",
      gives: (answer) =>
        json(answer)?.initialized === false
          ? "the first key: it is not initialized, and whoever comes first owns it"
          : undefined,
    },
    {
      path: "/v1/sys/mounts",
      gives: (answer) => (json(answer)?.data === undefined ? undefined : "the list of secret engines"),
    },
  ],
};
