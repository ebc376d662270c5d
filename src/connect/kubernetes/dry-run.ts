import * as z from "zod";
import type { Network } from "../../core/network.ts";
import { askServer } from "./ask-server.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

/** What the API server says of an object: it would take it, it would not, or that cannot be told and why. */
export type DryRun =
  | { readonly kind: "taken"; readonly where: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unanswered"; readonly reason: string };

export type TriedObject = Readonly<Record<string, unknown>>;

const Metadata = z.looseObject({ namespace: z.string().optional(), name: z.string().optional() });
const Tried = z.looseObject({
  apiVersion: z.string().regex(/^(?:[a-z0-9.-]{1,253}\/)?[a-z0-9]{1,63}$/),
  kind: z.string().regex(/^[A-Za-z0-9]{1,63}$/),
  metadata: Metadata.default({}),
});
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const ResourceList = z.looseObject({
  resources: z.array(
    z.looseObject({ name: z.string().regex(/^[a-z0-9/.-]{1,253}$/), kind: z.string(), namespaced: z.boolean() }),
  ),
});

const Status = z.looseObject({
  reason: z.string().default(""),
  message: z.string().default(""),
  details: z
    .looseObject({
      kind: z.string().default(""),
      causes: z.array(z.looseObject({ field: z.string().default(""), reason: z.string().default("") })).default([]),
    })
    .prefault({}),
});
type Status = z.infer<typeof Status>;

/**
 * Tries objects at a live API server: a creation with `dryRun=All`, which passes admission and validation and writes nothing,
 * and with strict validation of fields. The account needs the right to create the kinds.
 */
export class DryRuns {
  readonly #access: ClusterAccess;
  readonly #network: Network;
  /** The resources of each group and version; undefined where the server knows none. */
  readonly #resources = new Map<string, Promise<z.infer<typeof ResourceList> | undefined>>();

  constructor(access: ClusterAccess, network: Network) {
    this.#access = access;
    this.#network = network;
  }

  /** @throws WaybillError where the server does not answer at all */
  async try(object: TriedObject): Promise<DryRun> {
    const read = Tried.safeParse(object);
    if (!read.success) return { kind: "unanswered", reason: "it is no object with an apiVersion and a kind" };
    const { apiVersion, kind, metadata } = read.data;
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = (await this.#resourcesOf(base))?.resources.find(
      (one) => one.kind === kind && !one.name.includes("/"),
    );
    if (resource === undefined) return { kind: "unanswered", reason: `the cluster knows no ${kind} of ${apiVersion}` };
    if (!resource.namespaced) return await this.#create(`${base}/${resource.name}`, object, "the cluster");
    const namespace = metadata.namespace ?? "default";
    if (!NAMESPACE.test(namespace)) return { kind: "refused", reason: "its namespace has no valid name" };
    const said = await this.#createIn(base, resource.name, object, metadata, namespace);
    if (said.kind !== "unanswered" || said.reason !== NO_NAMESPACE || namespace === "default") return said;
    return await this.#createIn(base, resource.name, object, metadata, "default");
  }

  async #createIn(
    base: string,
    plural: string,
    object: TriedObject,
    metadata: z.infer<typeof Metadata>,
    namespace: string,
  ): Promise<DryRun> {
    const placed = { ...object, metadata: { ...metadata, namespace } };
    return await this.#create(`${base}/namespaces/${namespace}/${plural}`, placed, `namespace ${namespace}`);
  }

  #resourcesOf(base: string): Promise<z.infer<typeof ResourceList> | undefined> {
    const known = this.#resources.get(base) ?? this.#fetchResources(base);
    this.#resources.set(base, known);
    return known;
  }

  async #fetchResources(base: string): Promise<z.infer<typeof ResourceList> | undefined> {
    const answer = await askServer(this.#access, { path: base }, this.#network);
    const text = await answer.text();
    return answer.status === 200 ? parsed(ResourceList, text) : undefined;
  }

  async #create(path: string, object: TriedObject, where: string): Promise<DryRun> {
    const body = JSON.stringify(object);
    const question = { path: `${path}?dryRun=All&fieldManager=waybill&fieldValidation=Strict`, body };
    const answer = await askServer(this.#access, question, this.#network);
    return verdictOf(answer.status, parsed(Status, await answer.text()) ?? Status.parse({}), where);
  }
}

const NO_NAMESPACE = "its namespace is not there";

/** 409 says that one of this name is there already, which is only looked for when all else has been found right. */
function verdictOf(status: number, said: Status, where: string): DryRun {
  if (status === 200 || status === 201) return { kind: "taken", where };
  if (status === 409 && said.reason === "AlreadyExists") return { kind: "taken", where };
  if (status === 400 || status === 422) return { kind: "refused", reason: faultsIn(said) };
  // The server says 403 for an account that may not ask, and for an object that admission does not let in.
  if (status === 403 && !/ cannot create resource /.test(said.message))
    return { kind: "refused", reason: `admission: ${said.message.slice(0, 300)}` };
  if (status === 403) return { kind: "unanswered", reason: "the account may not create it" };
  if (status === 404 && said.details.kind === "namespaces") return { kind: "unanswered", reason: NO_NAMESPACE };
  return { kind: "unanswered", reason: `the server answered ${status}` };
}

/** Names of fields alone: the server's own words hold values, which may be secrets. */
function faultsIn({ details, message, reason }: Status): string {
  const fields = details.causes.map((cause) => `${cause.field} (${cause.reason})`).slice(0, 5);
  if (fields.length > 0) return fields.join(", ");
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "[^"]{1,200}"/g)].map(([text]) => text).slice(0, 5);
  return unknown.length > 0 ? unknown.join(", ") : reason || "no reason given";
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
