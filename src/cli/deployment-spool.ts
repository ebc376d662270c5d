import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** A deployment that the hub is to hear of. */
export const Spooled = z.object({
  hub: z.url(),
  environment: z.string(),
  digest: z.string(),
  at: z.iso.datetime(),
  /** By which the hub knows it again. */
  key: z.string(),
});
export type Spooled = z.infer<typeof Spooled>;

/** Deployments that no hub has acknowledged yet, each a file: what was written is there after a crash, too. */
export class DeploymentSpool {
  readonly #folder: string;

  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, "hub-spool");
  }

  add(deployment: Spooled): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#pathOf(deployment);
    const file = openSync(`${path}.partial`, "w", 0o600);
    try {
      writeFileSync(file, JSON.stringify(deployment));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.partial`, path);
  }

  /** What waits for one hub, in the order of events. What cannot be read any more is left where it is. */
  waitingFor(hub: string): Spooled[] {
    return this.#names()
      .flatMap((name) => Spooled.safeParse(jsonOf(join(this.#folder, name))).data ?? [])
      .filter((one) => one.hub === hub)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  acknowledged(deployment: Spooled): void {
    rmSync(this.#pathOf(deployment), { force: true });
  }

  #pathOf({ key }: Spooled): string {
    return join(this.#folder, `${key}.json`);
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => name.endsWith(".json"));
    } catch {
      return []; // nothing was ever spooled
    }
  }
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
