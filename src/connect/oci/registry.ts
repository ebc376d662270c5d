import { WaybillError } from "../../core/errors.ts";
import type { Answer, Network } from "../../core/network.ts";
import { isLoopback } from "../network.ts";
import { type AuthenticationContext, answerChallenge, denied } from "./authentication.ts";
import { readChallenge } from "./challenge.ts";
import { dockerCredentials, type FindCredentials } from "./credentials.ts";
import { DOCUMENT_LIMIT, demandDigest, digestOf } from "./document.ts";
import { type ImageReference, isDigest, repositoryName } from "./reference.ts";
import { realSleep, type Sleep, withRetries } from "./retry.ts";

export interface RegistryOptions {
  readonly network: Network;
  /** Default: those that `docker login` keeps. */
  readonly findCredentials?: FindCredentials;
  /** Ask without encryption. On this machine itself it is done without being allowed. */
  readonly insecure?: boolean;
  /** Milliseconds of silence that are borne. */
  readonly timeout?: number;
  readonly sleep?: Sleep;
  readonly now?: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A manifest or index as the registry gave it, and what its bytes really are. */
export interface FetchedManifest {
  readonly bytes: Buffer;
  /** Recomputed. */
  readonly digest: string;
  readonly mediaType: string;
}

/** One repository of a registry, to pull from. */
export interface Registry {
  /** @param reference a tag or a digest @throws WaybillError `oci/not-found`, `oci/denied`, `oci/digest-mismatch` … */
  manifest(reference: string): Promise<FetchedManifest>;
  /** The digest that a tag has now. */
  headManifest(tag: string): Promise<string>;
  /** The whole of a small blob, its digest proven. */
  smallBlob(digest: string): Promise<Buffer>;
  /** A blob's bytes from an offset on. Status 206 when the registry keeps to the offset, 200 when it starts anew. */
  blob(digest: string, offset: number): Promise<Answer>;
}

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Places that a registry may send us on to, one after the other, for a blob. */
const MOST_REDIRECTS = 4;

type Fetch = (path: string, ask?: { method?: "GET" | "HEAD"; headers?: Record<string, string> }) => Promise<Answer>;

export function createRegistry(
  reference: Pick<ImageReference, "registry" | "repository">,
  options: RegistryOptions,
): Registry {
  const fetch = openRepository(reference, options);
  const where = repositoryName(reference);
  const manifest = async (name: string): Promise<FetchedManifest> => {
    const answer = await fetch(`manifests/${name}`, { headers: { accept: ACCEPT } });
    const bytes = await answer.bytes();
    if (answer.status !== 200) throw refused(where, name, answer.status);
    const digest = digestOf(bytes, name);
    if (isDigest(name)) demandDigest(bytes, name, `the manifest of ${where}`);
    return { bytes, digest, mediaType: answer.header("content-type") ?? "" };
  };
  return {
    manifest,
    async headManifest(tag) {
      const answer = await fetch(`manifests/${tag}`, { method: "HEAD", headers: { accept: ACCEPT } });
      await answer.bytes();
      if (answer.status !== 200) throw refused(where, tag, answer.status);
      const digest = answer.header("docker-content-digest") ?? "";
      return isDigest(digest) ? digest : (await manifest(tag)).digest;
    },
    async smallBlob(digest) {
      const answer = await fetch(`blobs/${digest}`);
      const bytes = await answer.bytes();
      if (answer.status !== 200) throw refused(where, digest, answer.status);
      demandDigest(bytes, digest, `a blob of ${where}`);
      return bytes;
    },
    async blob(digest, offset) {
      const answer = await fetch(`blobs/${digest}`, offset > 0 ? { headers: { range: `bytes=${offset}-` } } : {});
      if (answer.status === 200 || answer.status === 206 || answer.status === 416) return answer;
      await answer.bytes();
      throw refused(where, digest, answer.status);
    },
  };
}

/** Asks below `/v2/NAME/`: with what the registry wants for authorisation, again after passing faults. */
function openRepository(reference: Pick<ImageReference, "registry" | "repository">, options: RegistryOptions): Fetch {
  const { network, timeout, signal, findCredentials = dockerCredentials() } = options;
  const { sleep = realSleep, now = Date.now } = options;
  const base = addressOf(reference.registry, options.insecure ?? false);
  const context: AuthenticationContext = {
    ...reference,
    network,
    base,
    findCredentials,
    ask: (send) => withRetries(send, { sleep, now, signal }),
    timeout,
    signal,
  };
  let authorization: string | undefined;

  return async (path, { method = "GET", headers = {} } = {}) => {
    const url = new URL(`/v2/${reference.repository}/${path}`, base);
    const send = () =>
      context.ask(() =>
        network.request(url, {
          method,
          headers: { ...headers, ...(authorization !== undefined && { authorization }) },
          hosts: [url.host],
          limit: DOCUMENT_LIMIT,
          ...(timeout !== undefined && { timeout }),
          ...(signal && { signal }),
        }),
      );
    let answer = await send();
    if (answer.status === 401) {
      const challenge = readChallenge(answer.header("www-authenticate"));
      await answer.bytes();
      if (challenge === undefined) throw denied(reference, { kind: "none" });
      authorization = await answerChallenge(challenge, context);
      answer = await send();
    }
    if (answer.status === 401 || answer.status === 403) {
      await answer.bytes();
      throw denied(reference, await findCredentials(reference.registry));
    }
    return followElsewhere(answer, method, headers, context);
  };
}

/** A registry often keeps its blobs elsewhere. Only what was asked goes there, never who asked. */
async function followElsewhere(
  first: Answer,
  method: "GET" | "HEAD",
  headers: Record<string, string>,
  { network, base, ask, timeout, signal }: AuthenticationContext,
): Promise<Answer> {
  let answer = first;
  for (let hops = 0; hops < MOST_REDIRECTS; hops++) {
    const location = answer.header("location");
    if (answer.status < 301 || answer.status > 308 || location === undefined) return answer;
    await answer.bytes();
    const url = new URL(location, answer.url);
    const staysPlain = base.protocol === "http:" && (url.host === base.host || isLoopback(url.hostname));
    if (url.protocol !== "https:" && !staysPlain) throw plainRedirect(base, url);
    answer = await ask(() =>
      network.request(url, {
        method,
        headers,
        hosts: [url.host],
        limit: DOCUMENT_LIMIT,
        ...(timeout !== undefined && { timeout }),
        ...(signal && { signal }),
      }),
    );
  }
  return answer;
}

function plainRedirect(base: URL, url: URL): WaybillError {
  return new WaybillError(
    "oci/plain-redirect",
    `${base.host} sends us on to ${url.host} without encryption, which is not followed.`,
    "Ask who runs the registry to keep its blobs behind https.",
  );
}

/** `docker.io` is a name for credentials; the registry itself answers elsewhere. */
function addressOf(registry: string, insecure: boolean): URL {
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const { hostname } = new URL(`http://${host}`);
  return new URL(`${insecure || isLoopback(hostname) ? "http" : "https"}://${host}`);
}

function refused(where: string, name: string, status: number): WaybillError {
  if (status === 404) {
    return new WaybillError(
      "oci/not-found",
      `${where} has no ${name}.`,
      "Look for a typing mistake in the name or the tag, and whether it was pushed to this registry.",
    );
  }
  if (status === 429) {
    return new WaybillError(
      "oci/too-many-requests",
      `${where} wants fewer questions (429), also after several waits.`,
      "Log in (limits are higher for accounts), use a mirror, or run it again later.",
    );
  }
  return new WaybillError(
    "oci/refused",
    `${where} answered ${status} when asked for ${name}.`,
    "Run it again; if it stays, ask who runs the registry.",
  );
}
