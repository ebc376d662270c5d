import { WaybillError } from "../../core/errors.ts";
import type { Answer, Network } from "../../core/network.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

/** Bytes of an answer of the API server that are taken at most. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface ServerQuestion {
  readonly path: string;
  /** Sent by POST, as JSON; else it is a GET. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the API server as the kubeconfig says who we are.
 * @throws WaybillError where it does not answer
 */
export async function askServer(
  { server, ca, cert, key, servername, token }: ClusterAccess,
  { path, body, signal }: ServerQuestion,
  network: Network,
): Promise<Answer> {
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(servername !== undefined && { servername }),
  };
  return await network.request(`${server}${path}`, {
    ...(body !== undefined && { method: "POST", body }),
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    hosts: [hostOf(server)],
    limit: MOST_BYTES,
    tls,
    ...(signal !== undefined && { signal }),
  });
}

function hostOf(server: string): string {
  if (URL.canParse(server)) return new URL(server).host;
  throw new WaybillError(
    "kubernetes/bad-kubeconfig",
    "The cluster's server is no address.",
    "Write https://HOST:PORT in the kubeconfig.",
  );
}
