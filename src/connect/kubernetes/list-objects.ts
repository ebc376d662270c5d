import * as z from "zod";
import type { Network } from "../../core/network.ts";
import { askServer } from "./ask-server.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

/** One kind of object by the path of its list: `/apis/apps/v1/deployments`. */
export interface Resource {
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** No part of Kubernetes itself: where the server does not know it, there is none of it. */
  readonly isExtension?: boolean;
}

export type KubernetesObject = Readonly<Record<string, unknown>> & {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
};

const Page = z.looseObject({
  metadata: z.looseObject({ continue: z.string().optional() }).default({}),
  items: z
    .array(
      z.looseObject({
        metadata: z.looseObject({ name: z.string().min(1).max(253), namespace: z.string().max(63).optional() }),
      }),
    )
    .nullable()
    .transform((items) => items ?? []),
});

const PAGE = 250;

/** The cluster did not show a list: `forbidden`, or another status and what it said. */
export class NotListed extends Error {
  /** The server knows no such resource. */
  readonly isUnknown: boolean;

  constructor(message: string, isUnknown = false) {
    super(message);
    this.isUnknown = isUnknown;
  }
}

/**
 * All objects of one kind in all namespaces, page by page; only ever asked for by GET.
 *
 * @throws NotListed where the server answers with anything but the list; WaybillError where it does not answer
 */
export async function* listObjects(
  access: ClusterAccess,
  resource: Resource,
  network: Network,
  signal?: AbortSignal,
): AsyncGenerator<KubernetesObject> {
  let next = "";
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(next !== "" && { continue: next }) });
    const text = await ask(access, `${resource.path}?${query.toString()}`, network, signal);
    const { metadata, items } = pageIn(text, resource);
    for (const item of items) yield { ...item, apiVersion: resource.apiVersion, kind: resource.kind };
    if (metadata.continue !== undefined && metadata.continue === next)
      throw new NotListed("it repeats one page without end");
    next = metadata.continue ?? "";
  } while (next !== "");
}

/**
 * Which version the API server says that it is: `v1.36.3`.
 *
 * @throws NotListed where it does not say; WaybillError where it does not answer
 */
export async function serverVersion(access: ClusterAccess, network: Network, signal?: AbortSignal): Promise<string> {
  const text = await ask(access, "/version", network, signal);
  try {
    return z.looseObject({ gitVersion: z.string().min(1).max(100) }).parse(JSON.parse(text)).gitVersion;
  } catch {
    throw new NotListed("the answer is no version");
  }
}

async function ask(access: ClusterAccess, path: string, network: Network, signal?: AbortSignal): Promise<string> {
  const answer = await askServer(access, { path, ...(signal !== undefined && { signal }) }, network);
  const text = await answer.text();
  if (answer.status !== 200) throw new NotListed(reasonOf(answer.status, text), answer.status === 404);
  return text;
}

function pageIn(text: string, { kind }: Resource): z.infer<typeof Page> {
  try {
    return Page.parse(JSON.parse(text));
  } catch {
    throw new NotListed(`the answer is no list of ${kind}`);
  }
}

function reasonOf(status: number, text: string): string {
  if (status === 401) return "the server does not know who asks (401)";
  if (status === 403) return "not allowed to list them (403)";
  if (status === 404) return "the server does not know them (404)";
  return `the server answered ${status} ${text.slice(0, 100).replace(/\s+/g, " ")}`.trimEnd();
}
