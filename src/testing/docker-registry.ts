import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type BuiltImage, MANIFEST_TYPE, sha256 } from "./image-builder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PROGRAM = "/usr/bin/docker-registry";

/** Whether Debian's registry is here. On the machine that decides (CI) its absence is a failure, not a reason to skip. */
export function hasDockerRegistry(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env["CI"] === "true") throw new Error(`${PROGRAM} is missing: apt-get install docker-registry`);
  return false;
}

/** A real registry on this machine, empty at first. */
export interface DockerRegistry extends AsyncDisposable {
  readonly host: string;
  /** Pushes an image as `team/app:1`. */
  push(name: string, image: BuiltImage): Promise<void>;
}

export async function dockerRegistry(): Promise<DockerRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const folder = temporaryFolder();
  folder.write({ "config.yml": configuration(host, `${folder.path}/store`) });
  const child = spawn(PROGRAM, ["serve", `${folder.path}/config.yml`], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.kill();
    await ended;
    folder[Symbol.dispose]();
  };
  if (!(await answers(host))) {
    await stop();
    throw new Error("docker-registry did not start");
  }
  return { host, push: (name, image) => push(host, name, image), [Symbol.asyncDispose]: stop };
}

function configuration(host: string, store: string): string {
  return [
    "version: 0.1",
    "log: {level: error, accesslog: {disabled: true}}",
    `storage: {filesystem: {rootdirectory: ${store}}}`,
    `http: {addr: "${host}", secret: test}`,
  ].join("\n");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(host: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isUp = await fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return true;
    await setTimeout(100);
  }
  return false;
}

async function push(host: string, name: string, image: BuiltImage): Promise<void> {
  const colon = name.lastIndexOf(":");
  const base = `http://${host}/v2/${name.slice(0, colon)}`;
  for (const bytes of [image.config, ...image.layers.map(({ blob }) => blob)]) await pushBlob(base, bytes);
  await send(`${base}/manifests/${name.slice(colon + 1)}`, "PUT", image.manifest, MANIFEST_TYPE);
}

async function pushBlob(base: string, bytes: Buffer): Promise<void> {
  const begun = await send(`${base}/blobs/uploads/`, "POST");
  const location = new URL(begun.headers.get("location") ?? "", base);
  location.searchParams.set("digest", sha256(bytes));
  await send(location, "PUT", bytes, "application/octet-stream");
}

async function send(url: string | URL, method: string, bytes?: Buffer, type = ""): Promise<Response> {
  const body = bytes === undefined ? {} : { body: new Uint8Array(bytes), headers: { "content-type": type } };
  const response = await fetch(url, { method, ...body });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
