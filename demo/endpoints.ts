import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { type FakeRegistry, fakeRegistry } from "../src/testing/fake-registry.ts";
import type { DemoImages } from "./images.ts";

/** What listens on this machine while the demo runs. */
export interface Endpoints extends AsyncDisposable {
  /** `127.0.0.1:PORT` of the registry that holds the shop's images and the approved base. */
  readonly registry: string;
  readonly mirror: string;
  readonly prometheus: string;
  /** From now on the mirror asks who you are. */
  lockMirror(): void;
}

/** The shop's files name these ports, so its commits have the same ids wherever they are free. */
const PORTS = { registry: 18470, mirror: 18471, prometheus: 18472 } as const;

export async function startEndpoints(images: DemoImages): Promise<Endpoints> {
  const registry = await fakeRegistry({ port: await freePort(PORTS.registry) });
  registry.offer("std/debian:12", images.base);
  registry.offer("team/shop:1.0", images.shop);
  let isLocked = false;
  const mirror = await openMirror(() => isLocked);
  const prometheus = await guardedPrometheus();
  return {
    registry: registry.host,
    mirror: mirror.host,
    prometheus: prometheus.host,
    lockMirror() {
      isLocked = true;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([registry, mirror, prometheus].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

/** A registry that tells everybody what it holds. */
async function openMirror(isLocked: () => boolean): Promise<FakeRegistry> {
  const catalogue = JSON.stringify({ repositories: ["team/shop", "team/payments", "std/debian"] });
  return await fakeRegistry({
    port: await freePort(PORTS.mirror),
    mischief: ({ path }) => {
      if (isLocked()) return { status: 401, headers: { "www-authenticate": 'Basic realm="mirror"' }, body: "{}" };
      return path === "/v2/_catalog" ? { status: 200, body: catalogue } : undefined;
    },
  });
}

/** A Prometheus behind a door that asks for a password. */
async function guardedPrometheus(): Promise<AsyncDisposable & { readonly host: string }> {
  const port = await freePort(PORTS.prometheus);
  const server = createServer((_, response) => {
    response.writeHead(401, { "www-authenticate": 'Basic realm="metrics"' }).end("login, please");
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The wished port, or any other when somebody has it. */
async function freePort(wished: number): Promise<number> {
  const probe = createSocket();
  const got = await new Promise<number | undefined>((resolve) => {
    probe.once("error", () => resolve(undefined));
    probe.listen(wished, "127.0.0.1", () => {
      const address = probe.address();
      resolve(typeof address === "object" && address !== null ? address.port : undefined);
    });
  });
  if (got === undefined) return await freePort(0);
  await new Promise((resolve) => probe.close(resolve));
  return got;
}
