import { type Asked, askQuestion, json, type Unanswered } from "../../connect/probe/ask.ts";
import type { Gap } from "../../core/gap.ts";
import type { NamedHost } from "../../core/named-host.ts";
import type { Network } from "../../core/network.ts";
import { subject } from "../../core/subject.ts";
import type { Exposure, ProbeFact, ToldVersion } from "./facts.ts";
import { ANY_KIND, type ProbedKind, WELL_KNOWN } from "./products.ts";
import { servedCertificate } from "./served-certificate.ts";

/** Milliseconds for which one port is asked in all, however slowly it answers. */
const PATIENCE = 20_000;

export interface ProbedHost {
  readonly exposures: readonly Exposure[];
  /** The exposures, and what else was learnt of the addresses. */
  readonly facts: readonly ProbeFact[];
  readonly gaps: readonly Gap[];
  readonly requests: number;
}

/** Asks one host at all its ports at once, by GET alone and without credentials. */
export async function probeHost({ host, port }: NamedHost, network: Network, now: Date): Promise<ProbedHost> {
  const doors = port === undefined ? WELL_KNOWN : [{ port, schemes: ["https", "http"] as const, kinds: ANY_KIND }];
  const asked = await Promise.all(
    doors.map((door) => new Door(host, door.port, network, now).ask(door.schemes, door.kinds)),
  );
  const exposures = asked.flatMap((one) => one.exposure ?? []);
  const requests = asked.reduce((sum, one) => sum + one.requests, 0);
  // A port that is closed is an answer; a host that is silent at every port, or at the one that was named, is none.
  const isSilent = asked.every(({ silence }) => silence !== undefined);
  const [first] = asked;
  const gaps = isSilent && first?.silence !== undefined ? [{ where: where(host, port), reason: first.silence }] : [];
  const strange = asked.flatMap(({ strange }) => strange ?? []);
  const facts = [...exposures, ...asked.flatMap(({ learnt = [] }) => learnt)];
  return { exposures, facts, gaps: [...gaps, ...strange], requests };
}

function where(host: string, port: number | undefined): string {
  return port === undefined ? host : `${host}:${port}`;
}

interface AskedDoor {
  readonly exposure?: Exposure;
  readonly learnt?: readonly ProbeFact[];
  /** Why nobody answered. */
  readonly silence?: string;
  readonly strange?: Gap;
  readonly requests: number;
}

class Door {
  readonly #host: string;
  readonly #port: number;
  readonly #network: Network;
  readonly #now: Date;
  readonly #answers = new Map<string, Promise<Asked | Unanswered>>();

  constructor(host: string, port: number, network: Network, now: Date) {
    this.#host = host;
    this.#port = port;
    this.#network = network;
    this.#now = now;
  }

  async ask(schemes: readonly string[], kinds: readonly ProbedKind[]): Promise<AskedDoor> {
    let silence: string | undefined;
    let isClosed = false;
    let isThere = false;
    const until = performance.now() + PATIENCE;
    for (const scheme of schemes) {
      const base = `${scheme}://${this.#host}:${this.#port}`;
      for (const kind of kinds) {
        if (performance.now() > until) break;
        const answer = await this.#get(base, kind.known.path);
        if ("reason" in answer) {
          // Whose certificate it is we do not ask: it is ours that is wanted.
          if (answer.code === "connect/certificate") return this.#guarded(base, kind, "asks for a certificate");
          if (answer.code === "connect/refused") isClosed = true;
          else silence ??= answer.reason;
          break; // nor will it answer the next question of this scheme
        }
        if (scheme === "http" && answer.status === 400) break; // as servers say that speak TLS
        isThere = true;
        if (kind.known.isIts(answer.status, answer.body))
          return { ...(await this.#askKind(base, kind)), learnt: this.#learnt(base, kind, answer) };
      }
      if (isClosed) break;
    }
    const requests = this.#answers.size;
    if (isThere)
      return {
        requests,
        strange: { where: `${this.#host}:${this.#port}`, reason: "something answers there that is not known" },
      };
    return { requests, ...(!isClosed && silence !== undefined && { silence }) };
  }

  async #askKind(base: string, kind: ProbedKind): Promise<AskedDoor> {
    const given = new Set<string>();
    const asked: string[] = [];
    for (const question of kind.questions) {
      const answer = await this.#get(base, question.path);
      asked.push(`GET ${question.path} → ${"reason" in answer ? answer.reason : answer.status}`);
      const gives = "reason" in answer || answer.status !== 200 ? undefined : question.gives(answer.body);
      if (gives !== undefined) given.add(gives);
    }
    return { exposure: exposed(base, kind, [...given], asked), requests: this.#answers.size };
  }

  #learnt(base: string, { product, versionKey }: ProbedKind, { body, certificate }: Asked): ProbeFact[] {
    const served = certificate && servedCertificate(base, certificate, this.#now);
    const version = versionKey === undefined ? undefined : json(body)?.[versionKey];
    const told: ToldVersion = {
      kind: "told-version",
      at: { ref: base },
      subject: subject("endpoint", `${product} at ${base}`),
      product,
      address: base,
      version: typeof version === "string" ? version.slice(0, 64) : "",
    };
    return [told, ...(served === undefined ? [] : [served])];
  }

  #guarded(base: string, kind: ProbedKind, how: string): AskedDoor {
    return { exposure: exposed(base, kind, [], [how]), requests: this.#answers.size };
  }

  /** No path is asked for twice. */
  #get(base: string, path: string): Promise<Asked | Unanswered> {
    const key = `${base}${path}`;
    const known = this.#answers.get(key) ?? askQuestion(base, { path, gives: () => undefined }, this.#network);
    this.#answers.set(key, known);
    return known;
  }
}

function exposed(
  address: string,
  { product }: ProbedKind,
  given: readonly string[],
  asked: readonly string[],
): Exposure {
  const about = subject("endpoint", `${product} at ${address}`);
  return { kind: "exposure", at: { ref: address }, subject: about, product, address, given, asked };
}
