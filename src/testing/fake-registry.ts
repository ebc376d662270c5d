import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type BuiltImage, buildIndex, INDEX_TYPE, MANIFEST_TYPE, sha256 } from "./image-builder.ts";

/** What to do with one request instead of answering it. Undefined: answer it. */
export type Mischief =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Uint8Array }
  | { readonly hang: true }
  /** Sends so many bytes of the body, then breaks the connection. */
  | { readonly cutAfter: number }
  | undefined;

export interface FakeRegistryOptions {
  /** `token` sends people to this server's own token place, `basic` asks for the password itself. */
  readonly authentication?: "none" | "token" | "basic";
  readonly user?: string;
  readonly password?: string;
  /** Asked for every request; `count` says how often this method and path came before. */
  readonly mischief?: (request: { method: string; path: string; count: number; range?: string }) => Mischief;
  /** Whether `Range` is honoured. Default true. */
  readonly ranges?: boolean;
  /** Where to listen. Default: any free port. */
  readonly port?: number;
}

/** A registry on this machine that gives out images from memory. It remembers what it was asked. */
export interface FakeRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** `GET /v2/team/app/manifests/1`, in the order of arrival. */
  readonly requests: string[];
  /** The `Authorization` headers of those requests; an empty text where there was none. */
  readonly authorizations: string[];
  /** Offers an image, or an index over several, as `team/app:1`. */
  offer(name: string, ...images: BuiltImage[]): void;
  /** Offers any bytes as a manifest. */
  offerManifest(repository: string, reference: string, mediaType: string, bytes: Buffer): void;
  offerBlob(repository: string, bytes: Buffer, digest?: string): void;
}

interface Stored {
  readonly type: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

const TOKEN = "fake-token";

export async function fakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const store = new Map<string, Stored>();
  const counts = new Map<string, number>();
  const requests: string[] = [];
  const authorizations: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://fake");
    const method = request.method ?? "GET";
    const key = `${method} ${url.pathname}`;
    requests.push(key);
    authorizations.push(request.headers.authorization ?? "");
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const { range } = request.headers;
    const mischief = options.mischief?.({ method, path: url.pathname, count, ...(range !== undefined && { range }) });
    if (mischief !== undefined && "hang" in mischief) return;
    if (mischief !== undefined && "status" in mischief) {
      response.writeHead(mischief.status, mischief.headers).end(mischief.body);
      return;
    }
    if (url.pathname === "/token") giveToken(request, response, options);
    else if (!isLetIn(request, options)) challenge(request, response, options);
    else answer(request, response, store.get(url.pathname), options, mischief?.cutAfter);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const put = (path: string, type: string, bytes: Buffer, digest = sha256(bytes)) =>
    store.set(`/v2/${path}`, { type, bytes, digest });
  const registry: FakeRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorizations,
    offer(name, ...images) {
      const colon = name.lastIndexOf(":");
      const repository = name.slice(0, colon);
      for (const image of images) {
        registry.offerManifest(repository, image.digest, MANIFEST_TYPE, image.manifest);
        registry.offerBlob(repository, image.config);
        for (const { blob } of image.layers) registry.offerBlob(repository, blob);
      }
      const [only] = images;
      if (only !== undefined && images.length === 1) {
        registry.offerManifest(repository, name.slice(colon + 1), MANIFEST_TYPE, only.manifest);
      } else registry.offerManifest(repository, name.slice(colon + 1), INDEX_TYPE, buildIndex(images));
    },
    offerManifest(repository, reference, mediaType, bytes) {
      put(`${repository}/manifests/${reference}`, mediaType, bytes);
    },
    offerBlob(repository, bytes, digest = sha256(bytes)) {
      put(`${repository}/blobs/${digest}`, "application/octet-stream", bytes, digest);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return registry;
}

function isLetIn(
  { headers }: IncomingMessage,
  { authentication = "none", user, password }: FakeRegistryOptions,
): boolean {
  if (authentication === "none") return true;
  if (authentication === "token") return headers.authorization === `Bearer ${TOKEN}`;
  return headers.authorization === basic(user, password);
}

function basic(user = "", password = ""): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function challenge(request: IncomingMessage, response: ServerResponse, options: FakeRegistryOptions): void {
  const realm = `http://${request.headers.host}/token`;
  const header = options.authentication === "token" ? `Bearer realm="${realm}",service="fake"` : `Basic realm="fake"`;
  response.writeHead(401, { "www-authenticate": header }).end("{}");
}

/** A password is only demanded when the registry has one. */
function giveToken(request: IncomingMessage, response: ServerResponse, { user, password }: FakeRegistryOptions): void {
  const mayHave = user === undefined || request.headers.authorization === basic(user, password);
  if (mayHave) response.end(JSON.stringify({ token: TOKEN }));
  else response.writeHead(401).end("{}");
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  stored: Stored | undefined,
  options: FakeRegistryOptions,
  cutAfter: number | undefined,
): void {
  if (stored === undefined) {
    response.writeHead(404).end('{"errors":[]}');
    return;
  }
  const start = options.ranges === false ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const body = stored.bytes.subarray(Number(start ?? 0));
  response.writeHead(start === undefined ? 200 : 206, {
    "content-type": stored.type,
    "content-length": body.length,
    "docker-content-digest": stored.digest,
    ...(start !== undefined && { "content-range": `bytes ${start}-${stored.bytes.length - 1}/${stored.bytes.length}` }),
  });
  if (cutAfter === undefined) response.end(request.method === "HEAD" ? undefined : body);
  else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
}
